import {
  type AttendanceRecord,
  judge,
  type Judgement,
  type Outcome,
  type Reason,
  reasonOf,
  type SessionFacts,
  standing,
} from '#attendance';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { SessionRepository } from '../follow/session.repository.js';
import { PersonRepository } from '../persons/person.repository.js';
import { type Person, personByNumber } from '../persons/persons.js';
import {
  isContested,
  type JudgedDocument,
  recordIdOf,
  RecordRepository,
  toRecord,
} from '../records/record.repository.js';

/** To whom numbers lead, and by person the standing records and what they amount to; who has none is left out of both. */
export interface Histories {
  readonly personOf: ReadonlyMap<string, string>;
  readonly records: ReadonlyMap<string, readonly AttendanceRecord[]>;
  readonly judgements: ReadonlyMap<string, Judgement>;
}

/** A standing record that does not count, and why. */
export interface Uncounted {
  readonly record: AttendanceRecord;
  readonly reason: Reason;
}

const NOTHING = { records: [], annulled: new Set<string>() };

/** Reads what the rules need and applies them. Everything here is read from the ledger and the copies; nothing derived is used. */
@Injectable()
export class HistoryReader {
  constructor(
    private readonly records: RecordRepository,
    private readonly persons: PersonRepository,
    private readonly sessions: SessionRepository,
  ) {}

  /** Of some persons. */
  async ofPersons(persons: readonly Person[], session: ClientSession): Promise<Histories> {
    const found = await this.records.ofNumbers(
      persons.flatMap((p) => p.numbers),
      session,
    );
    return this.judged(persons, found, session);
  }

  /**
   * Of the persons to whom the numbers of some records lead, at the sessions of those records alone: outcomes are whole, minutes are not.
   * @param kept whether the records are in the ledger; if not, they are judged as if each were the only content under its id
   */
  async atSessionsOf(records: readonly AttendanceRecord[], { kept }: { readonly kept: boolean }): Promise<Histories> {
    const persons = await this.persons.ofNumbers(new Set(records.map((r) => r.volunteerNo)));
    const personOf = personByNumber(persons);
    const where = (r: Pick<AttendanceRecord, 'volunteerNo' | 'sessionNo'>): string =>
      `${personOf.get(r.volunteerNo) ?? ''} ${r.sessionNo}`;
    const asked = new Set(records.map(where));
    const beside = kept ? [] : records;
    const { found, annulments } = await this.records.atSessionsAndAnnulling(
      {
        numbers: [...personOf.keys()],
        sessionNos: [...new Set(records.map((r) => r.sessionNo))],
        isAsked: (key) => asked.has(where(key)),
      },
      annullable(beside),
    );
    const annulled = await this.namedBy(annulments);
    return this.judged(persons, found, undefined, { records: beside, annulled });
  }

  /**
   * Of everybody with a record at a session, at that alone, under whichever of his numbers: outcomes are whole, minutes are not. `nobodys` are the numbers that
   * lead to nobody.
   * @param also further numbers, of which it is told too to whom they lead
   */
  async atSession(
    sessionNo: string,
    also: readonly string[] = [],
  ): Promise<Histories & { readonly nobodys: readonly string[] }> {
    const numbers = await this.records.numbersAtSessions([sessionNo]);
    const histories = await this.atSessions([...new Set([...numbers, ...also])], [sessionNo]);
    return { ...histories, nobodys: numbers.filter((no) => !histories.personOf.has(no)) };
  }

  /** Of the persons to whom some numbers lead, at some sessions alone: outcomes are whole, minutes are not. */
  async atSessions(numbers: readonly string[], sessionNos: readonly string[]): Promise<Histories> {
    const persons = await this.persons.ofNumbers(numbers);
    const all = [...numbers, ...furtherNumbers(persons, numbers)];
    return this.judged(persons, await this.records.atSessions(all, sessionNos));
  }

  /** What is under some numbers and does not count, in the order of the numbers, judged with everything that each person has. */
  async notCounted(numbers: readonly string[], session: ClientSession): Promise<Uncounted[]> {
    const persons = await this.persons.ofNumbers(numbers, session);
    const { personOf, records, judgements } = await this.ofPersons(persons, session);
    const nobodys = new Set(numbers.filter((no) => !personOf.has(no)));
    const stands = await this.standing(await this.records.ofNumbers([...nobodys], session), session);
    const ofNobody = [...stands.values()].filter((r) => nobodys.has(r.volunteerNo));
    const nobodysOutcomes = await this.ofNobody(ofNobody);
    // Of a person with several numbers the others have a turn of their own.
    const byNumber = Map.groupBy([...ofNobody, ...[...records.values()].flat()], (r) => r.volunteerNo);
    return numbers.flatMap((no) => {
      const { outcomes } = judgements.get(personOf.get(no) ?? '') ?? { outcomes: nobodysOutcomes };
      return (byNumber.get(no) ?? []).flatMap((record) => {
        const reason = reasonOf(outcomes.get(record.id));
        return reason === undefined ? [] : [{ record, reason }];
      });
    });
  }

  /** Outcomes of records under numbers that lead to nobody, by record id; they depend on nothing but the session. */
  async ofNobody(records: readonly AttendanceRecord[]): Promise<ReadonlyMap<string, Outcome>> {
    if (records.length === 0) return new Map();
    return judge(records, false, await this.sessionsOf(records), () => false).outcomes;
  }

  /**
   * @param found every content under the persons' numbers, and perhaps some under others
   * @param beside records that stand beside what was found, and the ids of those that are annulled
   */
  private async judged(
    persons: readonly Person[],
    found: readonly JudgedDocument[],
    session?: ClientSession,
    beside: { readonly records: readonly AttendanceRecord[]; readonly annulled: ReadonlySet<string> } = NOTHING,
  ): Promise<Histories> {
    const personOf = personByNumber(persons);
    const stands = await this.standing(found, session);
    const [annulled, sessionOf] = await Promise.all([
      this.annulled([...stands.values()], session),
      this.sessionsOf([...stands.values(), ...beside.records], session),
    ]);
    for (const record of beside.records) stands.set(record.id, record);
    const records = new Map<string, AttendanceRecord[]>();
    for (const record of stands.values()) {
      const person = personOf.get(record.volunteerNo);
      if (person === undefined) continue; // nobody's, or the content that stands is somebody else's
      const list = records.get(person);
      if (list) list.push(record);
      else records.set(person, [record]);
    }
    const isAnnulled = (id: string): boolean => annulled.has(id) || beside.annulled.has(id);
    const judgements = new Map<string, Judgement>();
    for (const [person, list] of records) judgements.set(person, judge(list, true, sessionOf, isAnnulled));
    return { personOf, records, judgements };
  }

  private async sessionsOf(
    records: Iterable<AttendanceRecord>,
    session?: ClientSession,
  ): Promise<(no: string) => SessionFacts | undefined> {
    const numbers = new Set<string>();
    for (const r of records) numbers.add(r.sessionNo);
    const facts = await this.sessions.facts(numbers, session);
    return (no) => facts.get(no);
  }

  /** Which content stands under the record ids of some documents; all contents of those ids are looked at. */
  private async standing(
    documents: readonly JudgedDocument[],
    session?: ClientSession,
  ): Promise<Map<string, AttendanceRecord>> {
    const stands = new Map<string, AttendanceRecord>();
    const contested = new Set<string>();
    for (const d of documents) {
      const id = recordIdOf(d);
      if (isContested(d)) contested.add(id);
      else stands.set(id, toRecord(d));
    }
    for (const d of await this.records.contentsOf([...contested], session)) {
      const content = toRecord(d);
      const other = stands.get(content.id);
      stands.set(content.id, other === undefined ? content : standing([other, content]));
    }
    return stands;
  }

  /** The ids among some records' that a standing annulment names. */
  private async annulled(records: readonly AttendanceRecord[], session?: ClientSession): Promise<Set<string>> {
    return this.namedBy(await this.records.annulmentsOf(annullable(records), session), session);
  }

  /** The ids that some annulments name, as far as these stand. */
  private async namedBy(annulments: readonly JudgedDocument[], session?: ClientSession): Promise<Set<string>> {
    if (annulments.length === 0) return new Set();
    const stands = await this.standing(annulments, session);
    const named = new Set<string>();
    for (const d of annulments) {
      const record = stands.get(recordIdOf(d));
      if (record?.kind === 'annul') named.add(record.annuls);
    }
    return named;
  }
}

const annullable = (records: readonly AttendanceRecord[]): string[] =>
  records.flatMap((r) => (r.kind === 'annul' ? [] : [r.id]));

/** The numbers of some persons beside those by which they were found. */
function furtherNumbers(persons: readonly Person[], numbers: readonly string[]): string[] {
  const asked = new Set(numbers);
  return persons.flatMap((p) => p.numbers).filter((no) => !asked.has(no));
}
