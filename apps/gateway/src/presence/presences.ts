import { checkIn, type OutputOf, registry, type Scope, scheduling, type SignUpView } from '#contracts';
import { DomainError, pieces } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { type PresenceShown, shownPresence } from './presence-shown.js';

const NAMES_AT_ONCE = 1_000;

type Changed = NonNullable<OutputOf<typeof checkIn.presence.of>['changed']>;

/** What was read of a session before, so that what has not changed is not asked for or sent again. */
export interface Before {
  readonly version: string;
  readonly changed: Changed;
  readonly signUps: readonly SignUpView[];
  readonly names: ReadonlyMap<string, string>;
}

/** Who is at a session: from check-in who came, from scheduling who has a place, from the registry their masked names. */
@Injectable()
export class Presences {
  constructor(private readonly client: ContractClient) {}

  /** @throws DomainError `SESSION.UNKNOWN`, `AUTH.OUT_OF_SCOPE` */
  async of(sessionNo: string, within: Scope): Promise<PresenceShown> {
    return shownOf(sessionNo, await this.read(sessionNo, within));
  }

  /** @param before what was read last; of the sign-ups it is used again where `isQuick` */
  async read(sessionNo: string, within: Scope, before?: Before, isQuick = false): Promise<Before> {
    const [{ version, changed: news }, signUps] = await Promise.all([
      this.client.call(checkIn.presence.of, { sessionNo, within, known: before?.version ?? '' }),
      before !== undefined && isQuick ? before.signUps : this.signUps(sessionNo),
    ]);
    const changed = news ?? before?.changed;
    if (changed === undefined) throw new DomainError('INTERNAL');
    const numbers = [...changed.present.map((p) => p.volunteerNo), ...signUps.map((s) => s.volunteerNo)];
    return { version, changed, signUps, names: await this.names(numbers, before?.names ?? new Map()) };
  }

  /** All of them, because check-in has judged that the session lies within the caller's scope. One that a file has brought has none. */
  private async signUps(sessionNo: string): Promise<readonly SignUpView[]> {
    try {
      return (await this.client.call(scheduling.signUps.list, { sessionNo, within: 'everywhere' })).signUps;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'SESSION.UNKNOWN') return [];
      throw error;
    }
  }

  private async names(
    numbers: readonly string[],
    before: ReadonlyMap<string, string>,
  ): Promise<ReadonlyMap<string, string>> {
    const missing = [...new Set(numbers)].filter((no) => !before.has(no));
    if (missing.length === 0) return before;
    const found = await Promise.all(
      pieces(missing, () => 1, NAMES_AT_ONCE).map((volunteerNos) =>
        this.client.call(registry.personalData.names, { volunteerNos }),
      ),
    );
    return new Map([...before, ...found.flatMap(({ names }) => names.map((n) => [n.volunteerNo, n.name] as const))]);
  }
}

const known = ({ changed, signUps, names }: Before) => ({ ...changed, signUps, names });

/** The state as it is shown of what was read. */
export const shownOf = (sessionNo: string, read: Before): PresenceShown => shownPresence(sessionNo, known(read));
