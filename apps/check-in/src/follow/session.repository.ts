import { covers, type Lies, withinFilter } from '#access';
import type { CreditRule, SessionFacts, SessionState } from '#attendance';
import { type CheckInPolicy, type Scope, type SessionFact, USUAL_CHECK_IN } from '#contracts';
import { DAY_MS, DomainError } from '#kernel';
import { ONE_ANSWER, writeDocuments } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { FollowedRepository } from './followed.repository.js';
import { MOMENT_MS } from './moment.js';
import { newerFacts } from './newer-facts.js';

/** Copy of scheduling's: what the rules need of a session, and its name and category for the service record. */
export interface SessionCopy {
  _id: string;
  rev: number;
  name: string;
  /** Not there in copies made before it was kept. */
  category?: string;
  /** Where it lies. Not there in copies made before they were kept. */
  division?: string;
  teamNo?: string;
  startsAt: Date;
  endsAt: Date;
  state: SessionState;
  creditRule: CreditRule;
  /** Missing where it is service. */
  isTraining?: boolean;
  /** Missing where it is the usual. */
  checkIn?: CheckInPolicy;
}

/** What the rules need of a session, where it lies and how people check in at it. */
export interface KnownSession extends SessionFacts {
  readonly lies: Lies;
  readonly checkIn: CheckInPolicy;
}

export const SESSION_COPY = 'session-copy';
export const sessionCopySchema = new Schema<SessionCopy>(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    name: String,
    category: String,
    division: String,
    teamNo: String,
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    state: { type: String, required: true },
    creditRule: { type: String, required: true },
    isTraining: Boolean,
    checkIn: {
      type: {
        ways: [String],
        sites: [{ _id: false, name: String, latitude: Number, longitude: Number, datum: String, radiusMetres: Number }],
      },
      _id: false,
      default: undefined,
    },
  },
  { collection: 'sessions', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

function copyOf(f: SessionFact): SessionCopy {
  return {
    _id: f.key,
    rev: f.rev,
    name: f.name,
    category: f.category,
    division: f.division,
    teamNo: f.teamNo,
    startsAt: new Date(f.startsAt),
    endsAt: new Date(f.endsAt),
    state: f.state,
    creditRule: f.creditRule,
    ...(f.isTraining === true ? { isTraining: true } : {}),
    ...(f.checkIn === undefined ? {} : { checkIn: f.checkIn }),
  };
}

const PLACE = { division: 'division', team: 'teamNo' };

/** A bound for what goes on at some time; whatever lasts longer is not found by it. */
const LONGEST_MS = 7 * DAY_MS;

/** Sessions of which a process remembers what the rules need of them, at most. */
const REMEMBERED = 20_000;

@Injectable()
export class SessionRepository {
  private checkedAt = 0;
  /** Facts by number as they are at one version of the copy; undefined for a number that has no session. */
  private remembered = { version: -1, facts: new Map<string, KnownSession | undefined>() };

  constructor(
    @InjectModel(SESSION_COPY) private readonly sessions: Model<SessionCopy>,
    private readonly followed: FollowedRepository,
  ) {}

  find(numbers: Iterable<string>, session?: ClientSession): Promise<SessionCopy[]> {
    return this.sessions.find({ _id: { $in: [...numbers] } }, {}, session ? { session } : {}).lean<SessionCopy[]>();
  }

  /**
   * What the rules need of some sessions, by number. Those are not read again that were read at the same version of the copy.
   * @param session of a reading; without it what is told may be a moment old, as the copy itself is
   */
  async facts(
    numbers: ReadonlySet<string>,
    session?: ClientSession,
  ): Promise<ReadonlyMap<string, KnownSession | undefined>> {
    if (session !== undefined || Date.now() > this.checkedAt + MOMENT_MS) {
      this.rememberAt(await this.followed.version('scheduling', session));
    }
    const { facts } = this.remembered;
    const missing = [...numbers].filter((no) => !facts.has(no));
    if (missing.length === 0) return facts;
    const found = new Map((await this.find(missing, session)).map((d) => [d._id, factsOf(d)]));
    for (const no of missing) facts.set(no, found.get(no));
    return facts;
  }

  /** What the rules need of one session; a moment old at most. @throws DomainError `SESSION.UNKNOWN` */
  async known(sessionNo: string): Promise<KnownSession> {
    const session = (await this.facts(new Set([sessionNo]))).get(sessionNo);
    if (session === undefined) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    return session;
  }

  /** The same of one within a scope. @throws DomainError `SESSION.UNKNOWN`, also for one outside of it */
  async within(scope: Scope, sessionNo: string): Promise<KnownSession> {
    const session = await this.known(sessionNo);
    if (!covers(scope, session.lies)) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    return session;
  }

  /** Those that ended after an instant and not after another, and are not cancelled. */
  endedBetween(after: Date, until: Date): Promise<SessionCopy[]> {
    return this.sessions
      .find({ endsAt: { $gt: after, $lte: until }, state: { $ne: 'cancelled' } })
      .batchSize(ONE_ANSWER)
      .lean<SessionCopy[]>();
  }

  /** Those that start from one instant until before another, in a division, and are not cancelled. */
  starting(from: Date, until: Date, division: string): Promise<SessionCopy[]> {
    const placed = division === '' ? {} : withinFilter({ divisions: [division], teams: [] }, PLACE);
    return this.sessions
      .find({
        $and: [{ endsAt: { $gt: from }, startsAt: { $gte: from, $lt: until }, state: { $ne: 'cancelled' } }, placed],
      })
      .batchSize(ONE_ANSWER)
      .lean<SessionCopy[]>();
  }

  /** Those that go on at some time between two instants, and are not cancelled. One that lasts longer than a week may be left out. */
  near(from: Date, until: Date): Promise<SessionCopy[]> {
    return this.sessions
      .find({
        endsAt: { $gt: from, $lt: new Date(until.getTime() + LONGEST_MS) },
        startsAt: { $lt: until },
        state: { $ne: 'cancelled' },
      })
      .batchSize(ONE_ANSWER)
      .lean<SessionCopy[]>();
  }

  /** True where a session is there of which it is not known where it lies. */
  async isOfOldForm(): Promise<boolean> {
    return (await this.sessions.exists({ division: { $exists: false } })) !== null;
  }

  private rememberAt(version: number): void {
    this.checkedAt = Date.now();
    if (version !== this.remembered.version || this.remembered.facts.size > REMEMBERED)
      this.remembered = { version, facts: new Map() };
  }

  /** Takes facts over where they are newer; true where one was. */
  async apply(facts: readonly SessionFact[], session: ClientSession): Promise<boolean> {
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
    return inserts.length + replacements.length > 0;
  }

  /** From now on any fact is newer than what is there. */
  async forgetRevisions(): Promise<void> {
    await this.sessions.updateMany({ rev: { $gt: 0 } }, { $set: { rev: 0 } });
  }

  /** Takes away some of the sessions of which no fact came since `forgetRevisions`; false where there were none. */
  async dropUntold(limit: number, session: ClientSession): Promise<boolean> {
    const found = await this.sessions.find({ rev: 0 }, { _id: 1 }, { session }).limit(limit).lean<SessionCopy[]>();
    const numbers = found.map((d) => d._id);
    if (numbers.length > 0) await this.sessions.deleteMany({ _id: { $in: numbers } }, { session });
    return numbers.length > 0;
  }
}

function factsOf(d: SessionCopy): KnownSession {
  return {
    startsAt: d.startsAt.getTime(),
    endsAt: d.endsAt.getTime(),
    state: d.state,
    creditRule: d.creditRule,
    lies: { division: d.division ?? '', teams: [d.teamNo ?? ''] },
    checkIn: d.checkIn ?? USUAL_CHECK_IN,
  };
}
