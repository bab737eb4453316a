import { compareCodePoints } from '#attendance';
import { registry, type Roster } from '#contracts';
import { ContractClient } from '#messaging';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { HistoryReader } from '../attendances/histories.js';
import { SignedUp } from '../people/signed-up.js';

/** Letters of a person's reference: 96 bits. */
const REF_LETTERS = 16;

/** Who is signed up at a session or has records there, and what is recorded of them. */
@Injectable()
export class RosterPeople {
  constructor(
    private readonly histories: HistoryReader,
    private readonly signedUp: SignedUp,
    private readonly keys: KeyRing,
    private readonly client: ContractClient,
  ) {}

  async of(sessionNo: string): Promise<Pick<Roster, 'people' | 'records' | 'annulled'>> {
    const signedUp = new Set(await this.signedUp.at(sessionNo));
    const { personOf, records, judgements } = await this.histories.atSession(sessionNo, [...signedUp]);
    const numbersOf = Map.groupBy([...personOf.keys()].sort(compareCodePoints), (no) => personOf.get(no) as string);
    // A number to which nobody is known (any more) is signed up all the same: who shows it is not to be turned away.
    const numbers = [...numbersOf.values(), ...[...signedUp].filter((no) => !personOf.has(no)).map((no) => [no])];
    const called = await this.called(numbers.map(([no = '']) => no));
    const people = numbers.map((volunteerNos) => {
      const [no = ''] = volunteerNos;
      return {
        ref: this.keys.authenticate('roster-person', `${sessionNo}\n${personOf.get(no) ?? no}`).slice(0, REF_LETTERS),
        volunteerNos,
        name: called.get(no) ?? '',
        isSignedUp: volunteerNos.some((n) => signedUp.has(n)),
      };
    });
    const outcomes = new Map([...judgements.values()].flatMap((j) => [...j.outcomes]));
    const all = [...records.values()].flat();
    return {
      // By what is drawn: the order says nothing about who has signed up when.
      people: people.sort((a, b) => compareCodePoints(a.ref, b.ref)),
      records: all.flatMap(({ id, volunteerNo, kind, occurredAt, method }) =>
        kind === 'annul' || ['annulled', 'not_approved'].includes(outcomes.get(id) ?? '')
          ? []
          : [{ id, volunteerNo, kind, occurredAt, method }],
      ),
      annulled: all.flatMap((r) => (outcomes.get(r.id) === 'annulled' ? [r.id] : [])),
    };
  }

  private async called(volunteerNos: string[]): Promise<ReadonlyMap<string, string>> {
    if (volunteerNos.length === 0) return new Map();
    const { people } = await this.client.call(registry.volunteers.labels, { volunteerNos });
    return new Map(people.map((p) => [p.volunteerNo, p.name]));
  }
}
