import type { EvidenceClass } from '#attendance';
import type { Figures, PersonCell, SessionCell } from '#contracts';
import { ageBand } from './age-band.js';
import { type CountedSession, type County, townshipOf } from './county.js';

/** A cell while it is counted. */
interface Cell extends SessionCell {
  /** The last person counted in it: persons come one after the other, so a participant is new when he is not the last one. */
  last: number;
}

type Cells = Map<string, Cell>;

interface AtSession {
  readonly session: CountedSession;
  readonly cells: readonly Cell[];
  attended: boolean;
  verified: boolean;
}

/**
 * Counts the figures of a year, for the sessions that took place in a division (`''` for everything), by the definitions' "Measures" and
 * "Breakdowns". Attendances are gone through person by person, so distinct persons are exact in every cell.
 *
 * @param withRate whether the active rate is asked for: not for a township or a village
 */
export function count(county: County, year: number, division: string, withRate: boolean): Figures {
  const total = newCell();
  let verifiedPersonTimes = 0;
  const by = {
    township: new Map<string, Cell>(),
    team: new Map<string, Cell>(),
    category: new Map<string, Cell>(),
    campaign: new Map<string, Cell>(),
    month: new Map<string, Cell>(),
    evidence: new Map<string, Cell>(),
    gender: new Map<string, Cell>(),
    politicalStatus: new Map<string, Cell>(),
    ageBand: new Map<string, Cell>(),
    homeTownship: new Map<string, Cell>(),
  };
  const sessions = new Map<string, AtSession>();
  for (const [no, session] of county.sessions) {
    if (session.year === year && session.fact.division.startsWith(division)) {
      sessions.set(no, { session, cells: [], attended: false, verified: false });
    }
  }
  const open = (at: AtSession): readonly Cell[] => {
    const { fact, township, month } = at.session;
    return [
      cellOf(by.township, township),
      cellOf(by.team, fact.teamNo),
      cellOf(by.category, fact.category),
      cellOf(by.campaign, fact.campaign),
      cellOf(by.month, month),
    ];
  };

  let person = 0;
  for (const { key, attendances } of county.attendances.values()) {
    const data = county.register.persons.get(key)?.data;
    if (data === undefined) continue; // his numbers lead elsewhere by now; his attendances will follow
    person++;
    let own: readonly Cell[] | undefined;
    for (const { sessionNo, evidence, minutes } of attendances) {
      const at = sessions.get(sessionNo);
      if (at === undefined) continue;
      if (!at.attended) {
        at.attended = true;
        (at as { cells: readonly Cell[] }).cells = open(at);
      }
      if (evidence === VERIFIED) {
        at.verified = true;
        verifiedPersonTimes++;
      }
      own ??= [
        cellOf(by.gender, data.gender),
        cellOf(by.politicalStatus, data.politicalStatus),
        cellOf(by.ageBand, ageBand(data.birthYear, year)),
        cellOf(by.homeTownship, townshipOf(data.division)),
      ];
      add(total, person, minutes);
      add(cellOf(by.evidence, evidence), person, minutes);
      for (const cell of at.cells) add(cell, person, minutes);
      for (const cell of own) add(cell, person, minutes);
    }
  }

  let online = 0;
  for (const { session, cells, attended, verified } of sessions.values()) {
    if (!attended || session.fact.state !== 'ended') continue;
    if (verified) online++;
    for (const cell of [total, ...cells]) {
      cell.sessions++;
      cell.covered += session.fact.covered;
    }
  }

  const registered = county.register.registered(year, division);
  return {
    teams: teams(county, year, division),
    registeredVolunteers: registered,
    ...sessionCell(total),
    verifiedPersonTimes,
    sessionsWithOnlineCheckIn: online,
    activeRate: withRate && registered > 0 ? Math.round((total.participants * 1e6) / registered) / 1e6 : null,
    byTownship: table(by.township, sessionCell),
    byTeam: table(by.team, sessionCell),
    byCategory: table(by.category, sessionCell),
    byCampaign: table(by.campaign, sessionCell),
    byMonth: table(by.month, sessionCell),
    byEvidence: table(by.evidence, personCell),
    byGender: table(by.gender, personCell),
    byPoliticalStatus: table(by.politicalStatus, personCell),
    byAgeBand: table(by.ageBand, personCell),
    byHomeTownship: table(by.homeTownship, personCell),
  };
}

const VERIFIED: EvidenceClass = 'verified';

/** Teams founded on or before 31 December of the year whose own division lies in the division. */
function teams(county: County, year: number, division: string): number {
  const end = `${String(year).padStart(4, '0')}-12-31`;
  let n = 0;
  for (const team of county.teams.values()) if (team.foundedOn <= end && team.division.startsWith(division)) n++;
  return n;
}

function newCell(): Cell {
  return { sessions: 0, personTimes: 0, participants: 0, minutes: 0, covered: 0, last: 0 };
}

function cellOf(cells: Cells, key: string): Cell {
  let cell = cells.get(key);
  if (cell === undefined) cells.set(key, (cell = newCell()));
  return cell;
}

function add(cell: Cell, person: number, minutes: number): void {
  cell.personTimes++;
  cell.minutes += minutes;
  if (cell.last !== person) {
    cell.last = person;
    cell.participants++;
  }
}

const sessionCell = ({ sessions, personTimes, participants, minutes, covered }: Cell): SessionCell => ({
  sessions,
  personTimes,
  participants,
  minutes,
  covered,
});

const personCell = ({ personTimes, participants, minutes }: Cell): PersonCell => ({
  personTimes,
  participants,
  minutes,
});

function table<C>(cells: Cells, shape: (cell: Cell) => C): Record<string, C> {
  const keys = [...cells.keys()].sort();
  const result: Record<string, C> = {};
  for (const key of keys) {
    const cell = cells.get(key);
    if (cell !== undefined) Object.defineProperty(result, key, { value: shape(cell), enumerable: true });
  }
  return result;
}
