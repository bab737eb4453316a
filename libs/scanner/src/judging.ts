import { type AttendanceRecord, compareCodePoints, judge, openSince, type Outcome } from '#attendance';
import type { Roster } from '#contracts';
import { recordOf, type Scan } from './scan.js';

/** What is known on the device of one session. */
export interface Known {
  readonly roster: Roster | undefined;
  /** Made here at that session, whatever became of them. */
  readonly scans: readonly Scan[];
}

/** What somebody's records at a session amount to, as far as the device knows. */
export interface Standing {
  readonly person: Roster['people'][number] | undefined;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** The check-in that opened the interval that is open. */
  readonly hereSince: number | undefined;
  /** What was last scanned of him here and was neither refused nor annulled. */
  readonly last: Scan | undefined;
}

/**
 * Judges by the rules of the server what is on the roster and what was recorded here. Who is not on the roster is taken to be known, because his number or card says so; who came without
 * a number is not, until the registry lets his lead to somebody.
 */
export function standingOf(scan: Pick<Scan, 'id' | 'who'>, { roster, scans }: Known): Standing {
  const person = personOf(scan, roster);
  const key = keyOf(scan, roster);
  const standing = scans.filter((s) => s.state !== 'refused');
  const own = standing.filter((s) => s.kind !== 'annul' && keyOf(s, roster) === key);
  const ids = new Set(own.map((s) => s.id));
  const others = (roster?.records ?? []).filter(
    (r) => !ids.has(r.id) && person?.volunteerNos.includes(r.volunteerNo) === true,
  );
  const records = [...own.map(recordOf), ...others.map((r) => rosterRecord(r, roster as Roster))];
  const annulled = new Set([...(roster?.annulled ?? []), ...standing.map((s) => s.annuls)]);
  const isKnown = scan.who.by === 'number' || scan.who.by === 'card';
  const { outcomes } = judge(
    records,
    isKnown,
    (no) => (no === roster?.sessionNo ? roster : undefined),
    (id) => annulled.has(id),
  );
  const counted = records
    .filter((r) => outcomes.get(r.id) === 'counted')
    .sort((a, b) => a.occurredAt - b.occurredAt || compareCodePoints(a.id, b.id));
  return {
    person,
    outcomes,
    hereSince: openSince(counted.map((r) => ({ at: r.occurredAt, arriving: r.kind === 'check-in' }))),
    last: own.filter((s) => !annulled.has(s.id)).at(-1),
  };
}

const numberOf = ({ who }: Pick<Scan, 'who'>): string => ('volunteerNo' in who ? who.volunteerNo : '');

type Person = Roster['people'][number];

/** By roster: its people by each of their numbers. */
const indexes = new WeakMap<Roster, ReadonlyMap<string, Person>>();

function personOf(scan: Pick<Scan, 'who'>, roster: Roster | undefined): Person | undefined {
  if (roster === undefined) return undefined;
  let index = indexes.get(roster);
  if (index === undefined) {
    index = new Map(roster.people.flatMap((p) => p.volunteerNos.map((no) => [no, p] as const)));
    indexes.set(roster, index);
  }
  return index.get(numberOf(scan));
}

/** The same for two scans of the same somebody. */
function keyOf(scan: Pick<Scan, 'id' | 'who'>, roster: Roster | undefined): string {
  const { who, id } = scan;
  if (who.by === 'name') return `walk-in ${id}`;
  if (who.by === 'walk-in') return `walk-in ${who.id}`;
  if (who.volunteerNo !== '') return `person ${personOf(scan, roster)?.ref ?? who.volunteerNo}`;
  return `card ${(who.by === 'card' ? who.card : undefined) ?? id}`;
}

/** What is on a roster has been approved where it had to be. */
const rosterRecord = (r: Roster['records'][number], { sessionNo, issuedAt }: Roster): AttendanceRecord => ({
  ...r,
  ...{ sessionNo, deviceId: '', enteredBy: '', approvedBy: r.method === 'back-fill' ? 'roster' : '' },
  ...{ annuls: '', note: '', receivedAt: issuedAt },
});
