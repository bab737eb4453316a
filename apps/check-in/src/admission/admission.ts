import { covers } from '#access';
import type { AttendanceRecord } from '#attendance';
import type { CheckInRefusal, IncomingRecord, RecordResult, RefusedAttempt } from '#contracts';
import { Clock } from '#kernel';
import { Injectable } from '@nestjs/common';
import { AttemptLog } from '../attempts/attempt-log.js';
import type { Evidence } from '../evidence/evidence.js';
import { type KnownSession, SessionRepository } from '../follow/session.repository.js';
import { digestOf, type HandedIn } from '../records/keep-records.js';
import { RecordRepository } from '../records/record.repository.js';
import { Bounds } from './bounds.js';
import { Proofs } from './proofs.js';
import { isEnough } from './ways.js';

/** What may be kept, or why it is no record. */
type Judged = { readonly admitted: HandedIn } | { readonly refused: RecordResult };

/** True where a rule asks for more than that a record is well formed. */
const isAsked = (r: IncomingRecord): boolean =>
  r.within !== 'everywhere' || r.isJudged === true || r.proof !== undefined || r.clockOffset !== undefined;

/**
 * Judges what is handed in before it is a record: whoever may make it, by a way that is enough at the session, with a proof that holds. What is there already, under
 * the same id with the same content, is judged by nothing. Window and repeats are for the definitions, which keep a record in any case.
 */
@Injectable()
export class Admission {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly records: RecordRepository,
    private readonly proofs: Proofs,
    private readonly bounds: Bounds,
    private readonly attempts: AttemptLog,
    private readonly clock: Clock,
  ) {}

  /** Of each, in order. What is refused for good is in the log of attempts when this returns. */
  async judge(incoming: readonly IncomingRecord[]): Promise<Judged[]> {
    const now = Math.floor(this.clock.now() / 1000) * 1000;
    if (!incoming.some(isAsked)) return incoming.map((r) => ({ admitted: handedIn(r, r.occurredAt ?? now, now) }));
    const shown = incoming.filter((r) => r.proof !== undefined);
    const sessions = await this.sessions.facts(new Set(incoming.filter(isAsked).map((r) => r.sessionNo)));
    const there = await this.contents(shown);
    const judged: Judged[] = [];
    for (const record of incoming)
      judged.push(await this.one(record, { session: sessions.get(record.sessionNo), there, now }));
    return this.afterAll(incoming, judged);
  }

  private async one(
    record: IncomingRecord,
    at: { readonly session: KnownSession | undefined; readonly there: Contents; readonly now: number },
  ): Promise<Judged> {
    const { session, there, now } = at;
    const before = there.get(record.id.toLowerCase());
    const found = handedIn(record, record.occurredAt ?? before?.occurredAt ?? now, now);
    if (!isAsked(record) || before?.digests.has(digestOf(found.record)) === true) return { admitted: found };
    const refuse = (status: RecordResult['status'], refusal?: RefusedAttempt): Judged => ({
      refused: { id: record.id, status, outcome: 'not-counted', ...(refusal && { refusal }) },
    });
    // Where somebody may act everywhere the session need not be known yet, unless it is to say where that is.
    if (session === undefined && (record.within !== 'everywhere' || record.proof?.way === 'location'))
      return refuse('unknown-session');
    if (session !== undefined && record.own !== true && !covers(record.within, session.lies))
      return refuse('out-of-scope');
    const refuseFor = (code: CheckInRefusal, details: RefusedAttempt['details'] = {}) =>
      refuse('refused', { code, details: { sessionNo: record.sessionNo, ...details } });
    if (session !== undefined && !isEnough(record, session.checkIn)) return refuseFor('CHECK_IN.WAY_NOT_ENOUGH');
    const bounds = await this.bounds.today();
    const skewMs = bounds.clock_skew_seconds * 1000;
    const { clockOffset } = record;
    const clock: Evidence = clockOffset === undefined ? {} : { clockOffset, isSkewed: Math.abs(clockOffset) > skewMs };
    // Who records himself does so where he is and now; by the clock of the server, whatever his device's says.
    if (record.own === true && Math.abs(found.record.occurredAt + (clockOffset ?? 0) - now) > skewMs)
      return refuseFor('CHECK_IN.NOT_NOW');
    const shown = await this.proofs.judge(record, {
      session,
      now: this.clock.now(),
      accuracyBound: bounds.accuracy_metres,
    });
    if ('refused' in shown) return refuseFor(shown.refused, shown.details);
    const evidence = { ...shown.evidence, ...clock };
    return { admitted: Object.keys(evidence).length === 0 ? found : { ...found, evidence } };
  }

  /** Of what is refused it is looked up whether it is there: then it stays, whatever the rules now say. */
  private async afterAll(incoming: readonly IncomingRecord[], judged: readonly Judged[]): Promise<Judged[]> {
    const refused = incoming.filter((_, i) => 'refused' in (judged[i] as Judged));
    if (refused.length === 0) return [...judged];
    const there = await this.contents(refused);
    const now = Math.floor(this.clock.now() / 1000) * 1000;
    const failed = new Map<IncomingRecord, RecordResult>();
    const after = judged.map((j, i): Judged => {
      const record = incoming[i] as IncomingRecord;
      if ('admitted' in j) return j;
      const before = there.get(record.id.toLowerCase());
      const found = handedIn(record, record.occurredAt ?? before?.occurredAt ?? now, now);
      if (before?.digests.has(digestOf(found.record)) === true) return { admitted: found };
      if (before !== undefined) return { refused: { id: record.id, status: 'reused', outcome: 'not-counted' } };
      failed.set(record, j.refused);
      return j;
    });
    await this.attempts.add(failed);
    return after;
  }

  /** What is there under the ids of some records. */
  private async contents(of: readonly IncomingRecord[]): Promise<Contents> {
    const found = await this.records.contentsOf([...new Set(of.map((r) => r.id.toLowerCase()))]);
    const contents = new Map<string, { digests: Set<string>; occurredAt: number }>();
    for (const d of found) {
      const id = d.rivalOf ?? d._id;
      const there = contents.get(id);
      if (there) there.digests.add(d.digest);
      else contents.set(id, { digests: new Set([d.digest]), occurredAt: d.occurredAt.getTime() });
    }
    return contents;
  }
}

type Contents = ReadonlyMap<string, { readonly digests: ReadonlySet<string>; readonly occurredAt: number }>;

function handedIn(incoming: IncomingRecord, occurredAt: number, now: number): HandedIn {
  const { by, within: _, own: __, isJudged: ___, proof: ____, clockOffset: _____, receivedAt, ...rest } = incoming;
  const record: AttendanceRecord = { ...rest, id: rest.id.toLowerCase(), occurredAt, receivedAt: receivedAt ?? now };
  return { record, by };
}
