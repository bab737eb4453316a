import { type AttendanceRecord, judge, type Judgement, type SessionFacts, standing } from '#attendance';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { NumberRepository } from '../follow/number.repository.js';
import { SessionRepository } from '../follow/session.repository.js';
import { type RecordDocument, recordIdOf, RecordRepository, toRecord } from '../records/record.repository.js';

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
    const annulled = await this.annulled([...stands.keys()], session);
    const sessions = await this.sessions.facts(new Set([...stands.values()].map((r) => r.sessionNo)), session);

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
    documents: readonly RecordDocument[],
    session?: ClientSession,
  ): Promise<Map<string, AttendanceRecord>> {
    const first = new Map<string, RecordDocument>();
    const missing = new Set<string>();
    for (const d of documents) if (d.rivalOf === undefined) first.set(d._id, d);
    for (const d of documents) if (d.rivalOf !== undefined && !first.has(d.rivalOf)) missing.add(d.rivalOf);
    for (const d of await this.records.firstContentsOf([...missing], session)) first.set(d._id, d);
    const stands = new Map<string, AttendanceRecord>();
    for (const d of first.values()) stands.set(d._id, toRecord(d));
    if (stands.size === 0) return stands;
    for (const d of await this.records.rivalsOf([...stands.keys()], session)) {
      const rival = toRecord(d);
      const other = stands.get(rival.id);
      stands.set(rival.id, other === undefined ? rival : standing([other, rival]));
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
