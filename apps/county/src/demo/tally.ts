import { type Attendance, type Ledger } from './ledger.js';
import { type People, type Person } from './people.js';
import { type Register } from './register.js';
import { hasEnded, monthOfSession, type Session, yearOfSession } from './session.js';
import { type Team } from './teams.js';
import { calendar, dayNumber } from './time.js';
import { createHash } from 'node:crypto';

interface PersonCell {
  readonly personTimes: number;
  readonly participants: number;
  readonly minutes: number;
}

interface SessionCell extends PersonCell {
  readonly sessions: number;
  readonly covered: number;
}

type Breakdown<C> = Readonly<Record<string, C>>;

/** The figures of a year, as in `GET /api/v1/reports/years/{year}`, and some that help to find a difference. */
export interface Figures extends SessionCell {
  readonly year: number;
  readonly teams: number;
  readonly registeredVolunteers: number;
  readonly verifiedPersonTimes: number;
  readonly sessionsWithOnlineCheckIn: number;
  readonly activeRate: number | null;
  readonly byTownship: Breakdown<SessionCell>;
  readonly byTeam: Breakdown<SessionCell>;
  readonly byCategory: Breakdown<SessionCell>;
  readonly byCampaign: Breakdown<SessionCell>;
  readonly byMonth: Breakdown<SessionCell>;
  readonly byEvidence: Breakdown<PersonCell>;
  readonly byGender: Breakdown<PersonCell>;
  readonly byPoliticalStatus: Breakdown<PersonCell>;
  readonly byAgeBand: Breakdown<PersonCell>;
  readonly byHomeTownship: Breakdown<PersonCell>;
  readonly persons: number;
  readonly volunteerRowsRefused: number;
  readonly attendanceRowsNotCounted: Readonly<Record<string, number>>;
  readonly perVolunteerSha256: string;
}

export interface Expected {
  readonly year: number;
  readonly division: string;
  readonly figures: Figures;
}

/** Adds up the attendances of one cell. They must come ordered by person: a person is new when another one came before. */
class Cell {
  private personTimes = 0;
  private participants = 0;
  private minutes = 0;
  private lastPerson = -1;
  private readonly held = new Map<string, number>();

  add({ person, session }: Attendance, minutes: number): void {
    this.personTimes++;
    this.minutes += minutes;
    if (person !== this.lastPerson) this.participants++;
    this.lastPerson = person;
    if (hasEnded(session)) this.held.set(session.no, session.covered ?? 0);
  }

  ofPersons(): PersonCell {
    return { personTimes: this.personTimes, participants: this.participants, minutes: this.minutes };
  }

  ofSessions(): SessionCell {
    const covered = [...this.held.values()].reduce((sum, n) => sum + n, 0);
    return { sessions: this.held.size, ...this.ofPersons(), covered };
  }
}

/** A breakdown while it is added up. */
class Cells {
  private readonly cells = new Map<string, Cell>();

  constructor(readonly keyOf: (attendance: Attendance, person: Person, year: number) => string) {}

  add(key: string, attendance: Attendance, minutes: number): void {
    let cell = this.cells.get(key);
    if (!cell) this.cells.set(key, (cell = new Cell()));
    cell.add(attendance, minutes);
  }

  finish<C>(shape: (cell: Cell) => C): Record<string, C> {
    return Object.fromEntries(
      [...this.cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, cell]) => [key, shape(cell)]),
    );
  }
}

const BANDS: readonly (readonly [below: number, band: string])[] = [
  [8, '<8'],
  [14, '8-13'],
  [18, '14-17'],
  [28, '18-27'],
  [35, '28-34'],
  [40, '35-39'],
  [45, '40-44'],
  [60, '45-59'],
];

/** Age band on the last day of a year, when everybody has had the year's birthday. */
function ageBand(birthYear: number, year: number): string {
  return BANDS.find(([below]) => year - birthYear < below)?.[1] ?? '60+';
}

const township = (division: string): string => division.slice(0, 9);

/** Adds up what the county was made of, for any year and division. */
export class Tally {
  private readonly attendances: readonly Attendance[];
  private readonly facts = new Map<number, Person>();
  /** Persons by village and year of registration. */
  private readonly registered = new Map<string, Map<number, number>>();

  constructor(
    private readonly people: People,
    private readonly register: Register,
    private readonly teams: readonly Team[],
    private readonly ledger: Ledger,
  ) {
    this.attendances = [...ledger.attendances].sort((a, b) => a.person - b.person);
    for (let index = 0; index < register.persons; index++) {
      const { village, registeredOn } = people.person(index);
      const years = this.registered.get(village) ?? new Map<number, number>();
      const { year } = calendar(registeredOn);
      this.registered.set(village, years.set(year, (years.get(year) ?? 0) + 1));
    }
  }

  /** Person-times of a year by the very division in which the session took place. */
  personTimesByDivision(year: number): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { session } of this.of(year, '')) counts.set(session.division, (counts.get(session.division) ?? 0) + 1);
    return counts;
  }

  figures(year: number, division: string): Expected {
    const whole = new Cell();
    const ofSessions = {
      byTownship: new Cells((a) => township(a.session.division)),
      byTeam: new Cells((a) => a.session.team),
      byCategory: new Cells((a) => a.session.category),
      byCampaign: new Cells((a) => a.session.campaign),
      byMonth: new Cells((a) => monthOfSession(a.session)),
    };
    const ofPersons = {
      byEvidence: new Cells((a) => a.evidence),
      byGender: new Cells((_, person) => person.gender),
      byPoliticalStatus: new Cells((_, person) => person.politicalStatus),
      byAgeBand: new Cells((_, person) => ageBand(person.birthYear, year)),
      byHomeTownship: new Cells((_, person) => township(person.village)),
    };
    const breakdowns = [...Object.values(ofSessions), ...Object.values(ofPersons)];
    let verifiedPersonTimes = 0;
    const online = new Set<Session>();
    const lines = new Map<number, { personTimes: number; minutes: number }>();
    for (const attendance of this.of(year, division)) {
      const minutes = Math.floor(attendance.seconds / 60);
      const person = this.person(attendance.person);
      whole.add(attendance, minutes);
      for (const cells of breakdowns) cells.add(cells.keyOf(attendance, person, year), attendance, minutes);
      if (attendance.evidence === 'verified') {
        verifiedPersonTimes++;
        if (hasEnded(attendance.session)) online.add(attendance.session);
      }
      const line = lines.get(person.index) ?? { personTimes: 0, minutes: 0 };
      lines.set(person.index, { personTimes: line.personTimes + 1, minutes: line.minutes + minutes });
    }

    const total = whole.ofSessions();
    const registered = this.registeredBy(year, division);
    const isCounty = division.length === 6;
    const sessionCells = (cells: Cells) => cells.finish((cell) => cell.ofSessions());
    const personCells = (cells: Cells) => cells.finish((cell) => cell.ofPersons());
    const figures: Figures = {
      year,
      teams: this.teams.filter((t) => t.division.startsWith(division) && t.foundedOn <= dayNumber(year, 12, 31)).length,
      registeredVolunteers: registered,
      ...total,
      verifiedPersonTimes,
      sessionsWithOnlineCheckIn: online.size,
      activeRate: isCounty && registered > 0 ? sixDecimals(total.participants, registered) : null,
      byTownship: sessionCells(ofSessions.byTownship),
      byTeam: sessionCells(ofSessions.byTeam),
      byCategory: sessionCells(ofSessions.byCategory),
      byCampaign: sessionCells(ofSessions.byCampaign),
      byMonth: sessionCells(ofSessions.byMonth),
      byEvidence: personCells(ofPersons.byEvidence),
      byGender: personCells(ofPersons.byGender),
      byPoliticalStatus: personCells(ofPersons.byPoliticalStatus),
      byAgeBand: personCells(ofPersons.byAgeBand),
      byHomeTownship: personCells(ofPersons.byHomeTownship),
      persons: this.register.persons,
      volunteerRowsRefused: this.register.refusedRows,
      attendanceRowsNotCounted: this.notCounted(),
      perVolunteerSha256: this.digest(lines),
    };
    return { year, division, figures };
  }

  private of(year: number, division: string): Attendance[] {
    return this.attendances.filter((a) => a.session.division.startsWith(division) && yearOfSession(a.session) === year);
  }

  private person(index: number): Person {
    let person = this.facts.get(index);
    if (!person) this.facts.set(index, (person = this.people.person(index)));
    return person;
  }

  private registeredBy(year: number, division: string): number {
    let count = 0;
    for (const [village, years] of this.registered) {
      if (!village.startsWith(division)) continue;
      for (const [of, persons] of years) if (of <= year) count += persons;
    }
    return count;
  }

  private notCounted(): Record<string, number> {
    const reasons = [...this.ledger.fates].filter(([fate]) => fate !== 'counted' && fate !== 'annulment');
    return Object.fromEntries(reasons.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Of lines `number,personTimes,minutes`, each person under the number of the row that gives the person's data. */
  private digest(lines: ReadonlyMap<number, { personTimes: number; minutes: number }>): string {
    const text = [...lines].map(([index, { personTimes, minutes }]) => {
      return `${this.register.numbersOf(index)[0] ?? ''},${personTimes},${minutes}\n`;
    });
    return createHash('sha256').update(text.sort().join('')).digest('hex');
  }
}

/** A quotient rounded to six decimals, a half upwards, in whole numbers. */
function sixDecimals(dividend: number, divisor: number): number {
  return Math.floor((2 * dividend * 1_000_000 + divisor) / (2 * divisor)) / 1_000_000;
}
