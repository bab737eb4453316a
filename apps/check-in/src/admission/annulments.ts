import { covers } from '#access';
import { compact } from '#attendance';
import type { CheckInRefusal, IncomingRecord } from '#contracts';
import { MINUTE_MS } from '#kernel';
import { Injectable } from '@nestjs/common';
import { SessionRepository } from '../follow/session.repository.js';
import { RecordRepository } from '../records/record.repository.js';

/** What of a record decides who may annul it. */
type Target = Pick<IncomingRecord, 'sessionNo' | 'deviceId' | 'by'> & { readonly occurredAt: number };

/** What annulments are about, by record id: records that are there, and those that are handed in along with them. */
export type Targets = ReadonlyMap<string, Target>;
export type AnnulmentRefusal =
  'out-of-scope' | Extract<CheckInRefusal, 'CHECK_IN.ANNUL_TOO_LATE' | 'CHECK_IN.ANNUL_NEEDS_REASON'>;

/** An annulment that is not by an account that may import. */
export const isJudgedAnnulment = (r: IncomingRecord): boolean => r.kind === 'annul' && r.isJudged === true;

/** Judges who may annul what. */
@Injectable()
export class Annulments {
  constructor(
    private readonly records: RecordRepository,
    private readonly sessions: SessionRepository,
  ) {}

  async targetsOf(incoming: readonly IncomingRecord[]): Promise<Targets> {
    const ids = new Set(incoming.filter(isJudgedAnnulment).map((r) => r.annuls));
    if (ids.size === 0) return new Map();
    const targets = new Map<string, Target>();
    for (const r of incoming)
      if (ids.has(r.id.toLowerCase()) && r.occurredAt !== null)
        targets.set(r.id.toLowerCase(), { ...r, occurredAt: r.occurredAt });
    for (const d of await this.records.contentsOf([...ids])) {
      const { _id, rivalOf, sessionNo, deviceId = '', by, occurredAt } = d;
      if (rivalOf === undefined) targets.set(_id, { sessionNo, deviceId, by, occurredAt: occurredAt.getTime() });
    }
    return targets;
  }

  /**
   * By the same device within so many minutes of what happened, or else by the organiser with a reason; undefined where it may be. What is annulled decides where that is,
   * whatever the annulment says of its session. One of a record that is not there yet is kept, as the definitions ask.
   */
  async refusal(
    record: IncomingRecord,
    occurredAt: number,
    { targets, minutes }: { readonly targets: Targets; readonly minutes: number },
  ): Promise<AnnulmentRefusal | undefined> {
    const target = targets.get(record.annuls);
    if (target === undefined) return undefined;
    const lies = (await this.sessions.facts(new Set([target.sessionNo]))).get(target.sessionNo)?.lies;
    const isWithin = lies === undefined ? record.within === 'everywhere' : covers(record.within, lies);
    if (!isWithin) return 'out-of-scope';
    const isSameDevice = record.deviceId === target.deviceId && (record.deviceId !== '' || record.by === target.by);
    if (isSameDevice && Math.abs(occurredAt - target.occurredAt) <= minutes * MINUTE_MS) return undefined;
    const { organises } = record;
    const isOrganiser =
      organises === 'everywhere' || (organises !== undefined && lies !== undefined && covers(organises, lies));
    if (!isOrganiser) return 'CHECK_IN.ANNUL_TOO_LATE';
    return compact(record.note) === '' ? 'CHECK_IN.ANNUL_NEEDS_REASON' : undefined;
  }
}
