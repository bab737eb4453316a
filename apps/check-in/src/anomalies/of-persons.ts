import { presence } from '#attendance';
import { HOUR_MS } from '#kernel';
import { distance } from '#position';
import { distinct, type Flag, type Observed, type ObservedSession, passageOf } from './observed.js';

/** Metres below which two positions are one place, whatever the time between them: phones may be off by so much. */
const ONE_PLACE = 2_000;
const TOWNSHIP_DIGITS = 9;

export interface TravelBounds {
  readonly travel_kmh: number;
}

/**
 * Who was at two places between which nobody gets in the time: check-ins farther apart than the speed allows or, where it is not known where they were, presence
 * at the same time at sessions in different townships. One flag for each person and pair of sessions. A pure function of the records, in whatever order.
 */
export function impossibleTravel(
  sessions: ReadonlyMap<string, ObservedSession>,
  records: readonly Observed[],
  { travel_kmh }: TravelBounds,
): Flag[] {
  return [...Map.groupBy(records, (r) => r.person)].flatMap(([person, all]) => {
    const atSession = Map.groupBy(all, (r) => r.sessionNo);
    const numbers = distinct(atSession.keys());
    return numbers.flatMap((one, i) =>
      numbers.slice(i + 1).flatMap((other): Flag[] => {
        const [here, there] = [atSession.get(one) ?? [], atSession.get(other) ?? []];
        const measured = speed(here, there, travel_kmh) ?? overlap(sessions, [one, here], [other, there]);
        if (measured === undefined) return [];
        return [
          {
            ...{ reason: 'impossible_travel', subject: JSON.stringify([person, one, other]), measured },
            ...{ sessionNos: [one, other], volunteerNos: distinct([...here, ...there].map((r) => r.volunteerNo)) },
          },
        ];
      }),
    );
  });
}

/** Kilometres an hour between the fastest two check-ins, where they are more than the bound. */
function speed(here: readonly Observed[], there: readonly Observed[], bound: number): number | undefined {
  const speeds = here.flatMap((a) =>
    there.flatMap((b) => {
      if (a.kind !== 'check-in' || b.kind !== 'check-in' || a.place === undefined || b.place === undefined) return [];
      const metres = distance(a.place, b.place);
      if (metres <= ONE_PLACE) return [];
      const hours = Math.abs(a.occurredAt - b.occurredAt) / HOUR_MS;
      return metres / 1000 > bound * hours ? [metres / 1000 / Math.max(hours, 1 / 3600)] : [];
    }),
  );
  return speeds.length === 0 ? undefined : Math.round(Math.max(...speeds));
}

type At = readonly [sessionNo: string, records: readonly Observed[]];

/** 0 where somebody was present at both at the same time, in different townships; undefined where not. */
function overlap(sessions: ReadonlyMap<string, ObservedSession>, ...[one, other]: [At, At]): 0 | undefined {
  const [a, b] = [sessions.get(one[0]), sessions.get(other[0])];
  if (a === undefined || b === undefined) return undefined;
  const [townshipOfA, townshipOfB] = [a, b].map((s) => s.division.slice(0, TOWNSHIP_DIGITS));
  if (townshipOfA === townshipOfB) return undefined;
  const present = ([, records]: At, session: ObservedSession) => presence(records.map(passageOf), session);
  const those = present(other, b);
  return present(one, a).some((x) => those.some((y) => x.from < y.to && y.from < x.to)) ? 0 : undefined;
}
