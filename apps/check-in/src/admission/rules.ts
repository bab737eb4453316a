import type { IncomingRecord, RefusedAttempt } from '#contracts';
import { Clock } from '#kernel';
import { Injectable } from '@nestjs/common';
import type { Evidence } from '../evidence/evidence.js';
import type { KnownSession } from '../follow/session.repository.js';
import { Annulments, isJudgedAnnulment, type Targets } from './annulments.js';
import { Bounds } from './bounds.js';
import { Cards, type ShownCards } from './cards.js';
import { Proofs } from './proofs.js';
import { isEnough } from './ways.js';

/** What is known for all records of a batch. */
interface Context {
  readonly bounds: Awaited<ReturnType<Bounds['today']>>;
  readonly targets: Targets;
  readonly cards: ShownCards;
}
type Asked = Context & { readonly session: KnownSession | undefined };

/** A refusal without the session, which every text may name. */
type Refusal = Pick<RefusedAttempt, 'code'> & { readonly details?: RefusedAttempt['details'] };

/** What is asked of a record at a session that is known to lie within the rights of who makes it. */
@Injectable()
export class Rules {
  constructor(
    private readonly proofs: Proofs,
    private readonly annulments: Annulments,
    private readonly cards: Cards,
    private readonly bounds: Bounds,
    private readonly clock: Clock,
  ) {}

  async contextOf(incoming: readonly IncomingRecord[]): Promise<Context> {
    const [bounds, targets, cards] = await Promise.all([
      this.bounds.today(),
      this.annulments.targetsOf(incoming),
      this.cards.of(incoming),
    ]);
    return { bounds, targets, cards };
  }

  /** What stands beside the record, or why it is none. */
  async judge(
    record: IncomingRecord,
    occurredAt: number,
    { session, bounds, targets, cards }: Asked,
  ): Promise<{ readonly evidence: Evidence } | Refusal | 'out-of-scope' | 'unavailable'> {
    if (isJudgedAnnulment(record)) {
      const refused = await this.annulments.refusal(record, occurredAt, { targets, minutes: bounds.annul_minutes });
      if (refused !== undefined) return refused === 'out-of-scope' ? refused : { code: refused };
    }
    if (session !== undefined && !isEnough(record, session.checkIn)) return { code: 'CHECK_IN.WAY_NOT_ENOUGH' };
    const { clockOffset, own = false } = record;
    const skewMs = bounds.clock_skew_seconds * 1000;
    const now = this.clock.now();
    // Who records himself does so where he is and now; by the clock of the server, whatever his device's says.
    const happenedAt = occurredAt + (clockOffset ?? 0);
    if (own && Math.abs(happenedAt - now) > skewMs) return { code: 'CHECK_IN.NOT_NOW' };
    if (cards.get(record) === 'unavailable') return 'unavailable';
    const shown = await this.proofs.judge(record, {
      session,
      now,
      happenedAt,
      accuracyBound: bounds.accuracy_metres,
      card: cards.get(record),
    });
    if ('code' in shown) return shown;
    const clock: Evidence = clockOffset === undefined ? {} : { clockOffset, isSkewed: Math.abs(clockOffset) > skewMs };
    return { evidence: { ...shown.evidence, ...clock } };
  }
}
