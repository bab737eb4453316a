import type { CreditRule, SessionFacts, SessionState } from '#attendance';
import type { SessionFact } from '#contracts';
import { writeDocuments } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { newerFacts } from './newer-facts.js';

/** Copy of scheduling's: what the rules need of a session, and its name for the service record. */
export interface SessionCopy {
  _id: string;
  rev: number;
  name: string;
  startsAt: Date;
  endsAt: Date;
  state: SessionState;
  creditRule: CreditRule;
}

export const SESSION_COPY = 'session-copy';
export const sessionCopySchema = new Schema<SessionCopy>(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    name: String,
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    state: { type: String, required: true },
    creditRule: { type: String, required: true },
  },
  { collection: 'sessions', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

function copyOf(f: SessionFact): SessionCopy {
  return {
    _id: f.key,
    rev: f.rev,
    name: f.name,
    startsAt: new Date(f.startsAt),
    endsAt: new Date(f.endsAt),
    state: f.state,
    creditRule: f.creditRule,
  };
}

@Injectable()
export class SessionRepository {
  constructor(@InjectModel(SESSION_COPY) private readonly sessions: Model<SessionCopy>) {}

  find(numbers: Iterable<string>, session?: ClientSession): Promise<SessionCopy[]> {
    return this.sessions.find({ _id: { $in: [...numbers] } }, {}, session ? { session } : {}).lean<SessionCopy[]>();
  }

  /** What the rules need of some sessions, by number. */
  async facts(numbers: Iterable<string>, session?: ClientSession): Promise<Map<string, SessionFacts>> {
    return new Map(
      (await this.find(numbers, session)).map((d) => [
        d._id,
        { startsAt: d.startsAt.getTime(), endsAt: d.endsAt.getTime(), state: d.state, creditRule: d.creditRule },
      ]),
    );
  }

  /** Takes facts over where they are newer; returns the numbers of those. */
  async apply(facts: readonly SessionFact[], session: ClientSession): Promise<string[]> {
    const before = new Map(
      (
        await this.find(
          facts.map((f) => f.key),
          session,
        )
      ).map((d) => [d._id, d]),
    );
    const inserts: SessionCopy[] = [];
    const replacements: SessionCopy[] = [];
    for (const fact of newerFacts(facts, before)) (before.has(fact.key) ? replacements : inserts).push(copyOf(fact));
    await writeDocuments(this.sessions, { inserts, replacements }, session);
    return [...inserts, ...replacements].map((d) => d._id);
  }

  async clear(): Promise<void> {
    await this.sessions.deleteMany({});
  }
}
