import { type PolicyKey, registry, scheduling, type ServiceAttendance } from '#contracts';
import { pieces } from '#kernel';
import { ContractClient } from '#messaging';
import { PoliciesToday } from '#policies';
import { mask } from '#privacy';
import { Injectable } from '@nestjs/common';
import { type Attended, apart, tallyOf } from './attended.js';
import { starsOf } from './stars.js';

/** Numbers in one question. */
const AT_ONCE = 1_000;

/** The policies of the hours for each star, in their order. */
const STAR_HOURS: readonly PolicyKey[] = [
  'star_1_hours',
  'star_2_hours',
  'star_3_hours',
  'star_4_hours',
  'star_5_hours',
];

/** Attendances with what others know of them, and their sums. */
type Described = ReturnType<typeof tallyOf> & { readonly attendances: ServiceAttendance[] };

/** What of an attendance others know: where its session took place, who organised it and who was in charge; and what service amounts to by the table of stars. */
@Injectable()
export class Descriptions {
  constructor(
    private readonly client: ContractClient,
    private readonly policies: PoliciesToday,
  ) {}

  /**
   * Service, and training apart from it, each with its sums.
   * @param isOwn names in clear, because whose record it is asks for it himself; else masked
   */
  async apart(attended: readonly Attended[], isOwn: boolean): Promise<{ service: Described; training: Described }> {
    const { service, training } = apart(attended);
    const described = await this.of([...service, ...training], isOwn);
    return {
      service: { ...tallyOf(service), attendances: described.slice(0, service.length) },
      training: { ...tallyOf(training), attendances: described.slice(service.length) },
    };
  }

  private async of(attended: readonly Attended[], isOwn: boolean): Promise<ServiceAttendance[]> {
    const [places, teams] = await Promise.all([
      this.places(attended.map(({ session }) => session._id)),
      this.teams(attended.flatMap(({ session }) => session.teamNo ?? [])),
    ]);
    return attended.map(({ attendance, session }) => {
      const { place = '', personInCharge = '' } = places.get(session._id) ?? {};
      const { category = '', division = '', teamNo = '' } = session;
      const { evidence, checkedInAt, checkedOutAt, minutes } = attendance;
      return {
        ...{ sessionNo: session._id, sessionName: session.name, category },
        ...{ startsAt: session.startsAt.getTime(), endsAt: session.endsAt.getTime() },
        ...{ evidence, checkedInAt, minutes },
        ...(checkedOutAt === undefined ? {} : { checkedOutAt }),
        ...{ place, division, teamNo, teamName: teams.get(teamNo) ?? '' },
        personInCharge: isOwn ? personInCharge : mask(personInCharge),
      };
    });
  }

  /** By all that somebody has ever attended. */
  async stars(attended: readonly Attended[]): Promise<number> {
    const hours = await Promise.all(STAR_HOURS.map((key) => this.policies.value(key)));
    return starsOf(tallyOf(apart(attended).service).minutes, hours);
  }

  private async places(sessionNos: readonly string[]) {
    const found = await Promise.all(
      [...pieces(sessionNos, () => 1, AT_ONCE)].map((some) =>
        this.client.call(scheduling.planning.forRecords, { sessionNos: some }),
      ),
    );
    return new Map(found.flatMap(({ sessions }) => sessions).map((s) => [s.sessionNo, s]));
  }

  private async teams(teamNos: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const numbers = [...new Set(teamNos)].filter((no) => no !== '');
    const found = await Promise.all(
      [...pieces(numbers, () => 1, AT_ONCE)].map((some) => this.client.call(registry.teams.names, { teamNos: some })),
    );
    return new Map(found.flatMap(({ teams }) => teams).map((t) => [t.teamNo, t.name]));
  }
}
