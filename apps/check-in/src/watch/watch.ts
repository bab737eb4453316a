import { Clock, DAY_MS } from '#kernel';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';
import type { Logger } from 'pino';
import { type SessionCopy, SessionRepository } from '../follow/session.repository.js';
import { RecordRepository } from '../records/record.repository.js';

/** That a session was looked at, by what, and how many records it had then. */
export interface LookedAtDocument {
  _id: string;
  records: number;
  at: Date;
}

export const LOOKED_AT = 'looked-at';
export const lookedAtSchema = new Schema<LookedAtDocument>(
  {
    _id: { type: String, required: true },
    records: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'looked-at', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);
/** Longer than anything watches a session. */
export const LOOKED_AT_KEPT_SECONDS = 400 * 24 * 60 * 60;

/** What looks at sessions, and at which. */
export interface Watching {
  readonly work: string;
  readonly after: Date;
  readonly until: Date;
  readonly log: Logger;
}

/** A session that is to be looked at, with the number of its records. */
interface Due {
  readonly session: SessionCopy;
  readonly records: number;
}

/**
 * Which sessions are to be looked at by what runs after their end: those that have got records since, and each once a day, because an annulment may name another
 * session and a number may come to lead to a person.
 */
@Injectable()
export class Watch {
  constructor(
    @InjectModel(LOOKED_AT) private readonly lookedAt: Model<LookedAtDocument>,
    private readonly sessions: SessionRepository,
    private readonly records: RecordRepository,
    private readonly clock: Clock,
  ) {}

  /** Does some work for each session that is due for it, of those that ended after an instant and not after another. One that fails keeps none of the others waiting. */
  async each(
    { work, after, until, log }: Watching,
    held: AbortSignal,
    act: (session: SessionCopy) => Promise<void>,
  ): Promise<void> {
    for (const due of await this.due(work, after, until)) {
      if (held.aborted) return;
      try {
        await act(due.session);
        await this.done(work, due);
      } catch (err) {
        log.warn({ err: String(err), work, sessionNo: due.session._id }, 'a session will be looked at again');
      }
    }
  }

  private async due(work: string, after: Date, until: Date): Promise<Due[]> {
    const ended = await this.sessions.endedBetween(after, until);
    const numbers = ended.map((s) => s._id);
    const [counts, looks] = await Promise.all([
      this.records.countAtSessions(numbers),
      this.lookedAt.find({ _id: { $in: numbers.map((no) => keyOf(work, no)) } }).lean<LookedAtDocument[]>(),
    ]);
    const lookOf = new Map(looks.map((d) => [d._id, d]));
    const yesterday = this.clock.now() - DAY_MS;
    return ended.flatMap((session) => {
      const records = counts.get(session._id) ?? 0;
      const look = lookOf.get(keyOf(work, session._id));
      const isDue = records > 0 && (look === undefined || look.records !== records || look.at.getTime() < yesterday);
      return isDue ? [{ session, records }] : [];
    });
  }

  /** Notes that the work is done of what was read when there were so many records. */
  private async done(work: string, { session, records }: Due): Promise<void> {
    const at = new Date(this.clock.now());
    await this.lookedAt.updateOne({ _id: keyOf(work, session._id) }, { $set: { records, at } }, { upsert: true });
  }
}

const keyOf = (work: string, sessionNo: string): string => `${work} ${sessionNo}`;
