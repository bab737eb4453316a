import { type AttendanceRecord, judge, type Judgement, type SessionFacts, standing } from '#attendance';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { NumberRepository } from '../follow/number.repository.js';
import { SessionRepository } from '../follow/session.repository.js';
import { type JudgedDocument, recordIdOf, RecordRepository, toRecord } from '../records/record.repository.js';

/** Whose records are judged together: a person, or a number that leads to nobody. */
export interface Holder {
  readonly numbers: readonly string[];
  readonly known: boolean;
}

/** Reads what the rules need and applies them. Everything here is read from the ledger and the copies; nothing derived is used. */
@Injectable()
export class Histories {
  constructor(
    private readonly records: RecordRepository,
    private readonly numbers: NumberRepository,
    private readonly sessions: SessionRepository,
  ) {}

  /** What all records of some persons amount to, by person. A person without records is left out. */
  async ofPersons(persons: readonly string[], session?: ClientSession): Promise<Map<string, Judgement>> {
    const numbersOf = await this.numbers.ofPersons(persons, session);
    const holders = new Map([...numbersOf].map(([person, numbers]) => [person, { numbers, known: true }]));
    return this.judge(holders, undefined, session);
  }

  /**
   * What the records of some holders amount to, by the holder's key: all of them, or those at some sessions only (then minutes are not
   * those of the definitions, because time is credited once over all sessions).
   */
  async judge<K>(
    holders: ReadonlyMap<K, Holder>,
    sessionNos: readonly string[] | undefined,
    session?: ClientSession,
  ): Promise<Map<K, Judgement>> {
    const holderOf = new Map<string, K>();
    for (const [key, { numbers }] of holders) for (const number of numbers) holderOf.set(number, key);
    const found = await this.records.ofNumbers([...holderOf.keys()], session, sessionNos);
    const stands = await this.standing(found, session);
    const annulling = this.annulled(
      [...stands.values()].flatMap((r) => (r.kind === 'annul' ? [] : [r.id])),
      session,
    );
    if (session) await annulling; // in a transaction one command follows the other
    const sessionNosOf = new Set([...stands.values()].map((r) => r.sessionNo));
    const [annulled, sessions] = await Promise.all([annulling, this.sessions.facts(sessionNosOf, session)]);

    const records = new Map<K, AttendanceRecord[]>();
    for (const record of stands.values()) {
      const key = holderOf.get(record.volunteerNo);
      if (key === undefined) continue; // the content that stands is somebody else's
      const list = records.get(key);
      if (list) list.push(record);
      else records.set(key, [record]);
    }
    const sessionOf = (no: string): SessionFacts | undefined => sessions.get(no);
    const isAnnulled = (id: string): boolean => annulled.has(id);
    return new Map(
      [...records].map(([key, list]) => [key, judge(list, holders.get(key)?.known ?? false, sessionOf, isAnnulled)]),
    );
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
