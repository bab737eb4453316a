import { type AttendanceRecord, judge, type Judgement, type Outcome, type SessionFacts, standing } from '#attendance';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { SessionRepository } from '../follow/session.repository.js';
import { numbersOf, type PersonDocument } from '../persons/person.repository.js';
import { type JudgedDocument, recordIdOf, RecordRepository, toRecord } from '../records/record.repository.js';
import type { Snapshot } from './basis.js';

/** Reads what the rules need and applies them. Everything here is read from the ledger and the copies; nothing derived is used. */
@Injectable()
export class Histories {
  constructor(
    private readonly records: RecordRepository,
    private readonly sessions: SessionRepository,
  ) {}

  /** What all records of some persons amount to, by person. A person without records is left out. */
  async ofPersons(
    persons: readonly Pick<PersonDocument, '_id' | 'numbers'>[],
    snapshot?: Snapshot,
  ): Promise<Map<string, Judgement>> {
    const holderOf = new Map(persons.flatMap((p) => numbersOf(p).map((no) => [no, p._id])));
    const found = holderOf.size === 0 ? [] : await this.records.ofNumbers([...holderOf.keys()], snapshot?.session);
    const stands = await this.standing(found, snapshot?.session);
    const annulled = await this.annulled(
      [...stands.values()].flatMap((r) => (r.kind === 'annul' ? [] : [r.id])),
      snapshot?.session,
    );
    const sessionOf = await this.sessionsOf(stands.values(), snapshot);

    const records = new Map<string, AttendanceRecord[]>();
    for (const record of stands.values()) {
      const person = holderOf.get(record.volunteerNo);
      if (person === undefined) continue; // the content that stands is somebody else's
      const list = records.get(person);
      if (list) list.push(record);
      else records.set(person, [record]);
    }
    const isAnnulled = (id: string): boolean => annulled.has(id);
    return new Map([...records].map(([person, list]) => [person, judge(list, true, sessionOf, isAnnulled)]));
  }

  /** Outcomes of records under numbers that lead to nobody, by record id; they depend on nothing but the session. */
  async ofNobody(records: readonly AttendanceRecord[], snapshot: Snapshot): Promise<ReadonlyMap<string, Outcome>> {
    if (records.length === 0) return new Map();
    return judge(records, false, await this.sessionsOf(records, snapshot), () => false).outcomes;
  }

  private async sessionsOf(
    records: Iterable<AttendanceRecord>,
    snapshot?: Snapshot,
  ): Promise<(no: string) => SessionFacts | undefined> {
    const numbers = new Set<string>();
    for (const r of records) numbers.add(r.sessionNo);
    const facts = await this.sessions.facts(numbers, snapshot);
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
      if (d.rivalOf === undefined && d.contested !== true) stands.set(id, toRecord(d));
      else contested.add(id);
    }
    for (const d of await this.records.contentsOf([...contested], session)) {
      const content = toRecord(d);
      const other = stands.get(content.id);
      stands.set(content.id, other === undefined ? content : standing([other, content]));
    }
    return stands;
  }

  /** The ids among these that a standing annulment names. */
  private async annulled(ids: readonly string[], session?: ClientSession): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const annulments = await this.records.annulmentsOf(ids, session);
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
