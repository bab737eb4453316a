import { covers } from '#access';
import type { AttendanceRecord } from '#attendance';
import type { IncomingRecord, RecordResult, RefusedAttempt } from '#contracts';
import { Clock, wholeSecond } from '#kernel';
import { Injectable } from '@nestjs/common';
import { AttemptLog } from '../attempts/attempt-log.js';
import { type KnownSession, SessionRepository } from '../follow/session.repository.js';
import type { HandedIn } from '../records/keep-records.js';
import type { ShownCards } from './cards.js';
import { type Contents, StoredContents } from './contents.js';
import { Rules } from './rules.js';

/** What may be kept, or why it is no record. */
type Judged = { readonly admitted: HandedIn } | { readonly refused: RecordResult };

/** True where a rule asks for more than that a record is well formed. */
const isAsked = (r: IncomingRecord): boolean =>
  r.within !== 'everywhere' || r.isJudged === true || r.proof !== undefined || r.clockOffset !== undefined;

/**
 * Judges what is handed in before it is a record: whoever may make it, by a way that is enough at the session, with a proof that holds. What is there already, under
 * the same id with the same content, is refused by nothing. Window and repeats are for the definitions, which keep a record in any case.
 */
@Injectable()
export class Admission {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly stored: StoredContents,
    private readonly rules: Rules,
    private readonly attempts: AttemptLog,
    private readonly clock: Clock,
  ) {}

  /** Of each, in order. What is refused for good is in the log of attempts when this returns. */
  async judge(incoming: readonly IncomingRecord[]): Promise<Judged[]> {
    const now = this.seconds();
    const asked = incoming.filter(isAsked);
    if (asked.length === 0) return incoming.map((r) => ({ admitted: handedIn(r, now) }));
    const [sessions, there, context] = await Promise.all([
      this.sessions.facts(new Set(asked.map((r) => r.sessionNo))),
      // Whose judging leaves a trace, a wrong guess. The others are looked up where they are refused: as a rule they are not.
      this.stored.of(asked.filter((r) => r.proof?.way === 'digits')),
      this.rules.contextOf(incoming),
    ]);
    const judged: Judged[] = [];
    for (const record of incoming) {
      const found = handedIn(record, now, there, context.cards);
      if (!isAsked(record) || there.has(found.record)) judged.push({ admitted: found });
      else judged.push(await this.one(record, found, sessions.get(record.sessionNo), context));
    }
    return this.afterAll(incoming, judged, context.cards);
  }

  private async one(
    record: IncomingRecord,
    found: HandedIn,
    session: KnownSession | undefined,
    context: Awaited<ReturnType<Rules['contextOf']>>,
  ): Promise<Judged> {
    const refuse = (status: RecordResult['status'], refusal?: RefusedAttempt): Judged => ({
      refused: { id: record.id, status, outcome: 'not-counted', ...(refusal && { refusal }) },
    });
    // Where somebody may act everywhere the session need not be known yet, unless it is to say where that is.
    if (session === undefined && (record.within !== 'everywhere' || record.proof?.way === 'location'))
      return refuse('unknown-session');
    if (session !== undefined && record.own !== true && !covers(record.within, session.lies))
      return refuse('out-of-scope');
    const shown = await this.rules.judge(record, found.record.occurredAt, { session, ...context });
    if (shown === 'out-of-scope' || shown === 'unavailable') return refuse(shown);
    if ('code' in shown)
      return refuse('refused', { ...shown, details: { sessionNo: record.sessionNo, ...shown.details } });
    const { evidence } = shown;
    return { admitted: Object.keys(evidence).length === 0 ? found : { ...found, evidence } };
  }

  /** Of what is refused it is looked up whether it is there: then it stays, whatever the rules now say. */
  private async afterAll(
    incoming: readonly IncomingRecord[],
    judged: readonly Judged[],
    cards: ShownCards,
  ): Promise<Judged[]> {
    const refused = incoming.filter((_, i) => 'refused' in (judged[i] as Judged));
    if (refused.length === 0) return [...judged];
    const there = await this.stored.of(refused);
    const now = this.seconds();
    const failed = new Map<IncomingRecord, RecordResult>();
    const after = judged.map((j, i): Judged => {
      const record = incoming[i] as IncomingRecord;
      if ('admitted' in j) return j;
      const found = handedIn(record, now, there, cards);
      if (there.has(found.record)) return { admitted: found };
      if (there.isUsed(found.record.id))
        return { refused: { id: record.id, status: 'reused', outcome: 'not-counted' } };
      failed.set(record, j.refused);
      return j;
    });
    await this.attempts.add(failed);
    return after;
  }

  private seconds(): number {
    return wholeSecond(this.clock.now());
  }
}

/**
 * A record with the number on the card that was shown. One that does not say when it happened did so when the one of its id that is there says, or else now.
 */
function handedIn(incoming: IncomingRecord, now: number, there?: Contents, cards?: ShownCards): HandedIn {
  const shown = cards?.get(incoming);
  const volunteerNo = typeof shown === 'object' ? shown.card.volunteerNo : incoming.volunteerNo;
  const { sessionNo, kind, method, deviceId, annuls, note, enteredBy, approvedBy, by } = incoming;
  const id = incoming.id.toLowerCase();
  const record: AttendanceRecord = {
    id,
    sessionNo,
    volunteerNo,
    kind,
    occurredAt: incoming.occurredAt ?? there?.occurredAt(id) ?? now,
    method,
    deviceId,
    enteredBy,
    approvedBy,
    annuls,
    note,
    receivedAt: incoming.receivedAt ?? now,
  };
  // What whole files bring, and the accounts that may, is not told one by one.
  const isTold = incoming.own === true || incoming.isJudged === true;
  return { record, by, isTold, isUntimed: incoming.occurredAt === null };
}
