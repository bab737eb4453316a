import { covers, type Lies } from '#access';
import type { Scope, Stage } from '#contracts';
import { DAY_MS } from '#kernel';
import type { Reservation, Roster, SignUp, SignUpRules } from '#sign-up';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { type ByStart, pageByStart } from '../sessions/by-start.js';
import { liesWithin } from '../sessions/lies-within.js';
import { DESCRIBED, type Described, WHO_AND_HOW_LONG } from './described.js';

type Rules = SignUpRules & { onlyOneOf: string };

/** A session while it is planned, and what sign-ups to it rest on, under its number. Published, it is a session as those of files are. */
export interface PlanDocument extends Described {
  _id: string;
  stage: Stage;
  /** Of which it is a session. */
  activityNo?: string;
  startsAt: Date;
  endsAt: Date;
  /** The last two are missing in plans that were made before there were such rules. */
  rules: Omit<Rules, 'approval' | 'onlyOneOf'> & Partial<Pick<Rules, 'approval' | 'onlyOneOf'>>;
  reservations?: Reservation[];
  lastOrder: number;
  /** Grows with everything that is done to the plan or to its sign-ups, so that of two that do so at the same time one conflicts. */
  acts: number;
  plannedBy: string;
  submittedBy?: string;
  publishedBy?: string;
  cancelledBy?: string;
  returnedBecause?: string;
  /** By whom and when it was closed last. */
  closed?: { by: string; at: Date };
  /** When check-in was asked last who came. */
  askedAt?: Date;
}

/** A session that is over, and whether it is settled who came. */
export type EndedPlan = Pick<PlanDocument, '_id' | 'endsAt' | 'closed' | 'askedAt'>;

/** Stages at which people sign up and attend. */
export const OPEN: readonly Stage[] = ['published', 'running'];
/** Stages before everybody sees a session. */
const HIDDEN: readonly Stage[] = ['draft', 'review'];

const WEEK_MS = 7 * DAY_MS;

export const PLAN = 'plan';
export const planSchema = new Schema<PlanDocument>(
  {
    _id: { type: String, required: true },
    stage: { type: String, required: true },
    activityNo: String,
    ...DESCRIBED,
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    rules: {
      type: { opensAt: Number, closesAt: Number, cancelUntil: Number, ...WHO_AND_HOW_LONG },
      _id: false,
      required: true,
    },
    reservations: {
      type: [{ _id: false, team: String, post: String, places: Number, until: Number }],
      default: undefined,
    },
    lastOrder: { type: Number, required: true },
    acts: { type: Number, required: true },
    plannedBy: { type: String, required: true },
    submittedBy: String,
    publishedBy: String,
    cancelledBy: String,
    returnedBecause: String,
    askedAt: Date,
    closed: { type: { by: String, at: Date }, _id: false, default: undefined },
  },
  { collection: 'plans', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** Where a planned session, or an activity, lies. */
export const placeOf = ({ division, teamNo }: Pick<Described, 'division' | 'teamNo'>): Lies => ({
  division,
  teams: [teamNo],
});

/** Everybody sees what was published; before that it is seen by who may plan it. */
export const isSeen = (plan: PlanDocument, within: Scope): boolean =>
  !HIDDEN.includes(plan.stage) || covers(within, placeOf(plan));

export const rulesOf = ({ rules }: PlanDocument): Rules => ({ approval: false, onlyOneOf: '', ...rules });

/** The state of the sign-ups of a planned session. */
export function rosterOf(plan: PlanDocument, signUps: readonly SignUp[]): Roster {
  return {
    open: OPEN.includes(plan.stage),
    posts: plan.posts,
    rules: rulesOf(plan),
    reservations: plan.reservations ?? [],
    signUps: new Map(signUps.map((s) => [s.person, s])),
    lastOrder: plan.lastOrder,
  };
}

@Injectable()
export class PlanRepository {
  constructor(@InjectModel(PLAN) private readonly plans: Model<PlanDocument>) {}

  async add(plan: PlanDocument): Promise<void> {
    await this.plans.create(plan);
  }

  async addAll(plans: readonly PlanDocument[], session: ClientSession): Promise<void> {
    await this.plans.insertMany([...plans], { session });
  }

  /** Those at a stage within the scope. */
  byStart(stage: Stage, within: Scope, asked: ByStart): Promise<PlanDocument[]> {
    const inScope = liesWithin(within);
    return pageByStart(this.plans, { $and: [inScope, { stage }] }, asked);
  }

  /** Sessions of an activity by number: those within the scope, and where asked for those that everybody sees. */
  ofActivity(
    activityNo: string,
    { within, stages, after, limit }: { within: Scope; stages?: readonly Stage[]; after: string; limit: number },
  ): Promise<PlanDocument[]> {
    const inScope = liesWithin(within);
    const asked = stages
      ? { $and: [inScope, { stage: { $in: [...stages] } }] }
      : { $or: [inScope, { stage: { $nin: [...HIDDEN] } }] };
    return this.plans
      .find({ activityNo, _id: { $gt: after }, ...asked })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<PlanDocument[]>();
  }

  /** False where the draft under its number is no longer there as it was after so many acts. */
  async replaceDraft(plan: PlanDocument, acts: number): Promise<boolean> {
    const { matchedCount } = await this.plans.replaceOne({ _id: plan._id, stage: 'draft', acts }, plan);
    return matchedCount === 1;
  }

  find(sessionNo: string, session?: ClientSession): Promise<PlanDocument | null> {
    return this.plans.findOne({ _id: sessionNo }, {}, session ? { session } : {}).lean<PlanDocument>();
  }

  some(sessionNos: readonly string[]): Promise<PlanDocument[]> {
    return this.plans.find({ _id: { $in: [...sessionNos] } }).lean<PlanDocument[]>();
  }

  /** Moves a plan on to another stage; null where it is no longer as it was (at another stage, or another draft). */
  move(
    sessionNo: string,
    from: { stages: readonly Stage[]; acts?: number; startsAt?: { $lte: Date } },
    to: { stage: Stage } & Pick<PlanDocument, 'submittedBy' | 'publishedBy' | 'cancelledBy' | 'returnedBecause'>,
    session: ClientSession,
  ): Promise<PlanDocument | null> {
    const { stages, ...rest } = from;
    return this.plans
      .findOneAndUpdate(
        { _id: sessionNo, stage: { $in: [...stages] }, ...rest },
        { $set: to, $inc: { acts: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<PlanDocument>();
  }

  /** Keeps what was changed of a plan that was read to act on it. */
  keepChange(sessionNo: string, changed: Partial<PlanDocument>, session: ClientSession): Promise<PlanDocument | null> {
    return this.plans
      .findOneAndUpdate({ _id: sessionNo }, { $set: changed }, { session, returnDocument: 'after' })
      .lean<PlanDocument>();
  }

  /** Sessions of which time has come: published ones that have begun, and those under way that are over. */
  due(now: Date): Promise<Pick<PlanDocument, '_id' | 'stage'>[]> {
    const hasBegun = { stage: 'published' as const, startsAt: { $lte: now } };
    const isOver = { stage: 'running' as const, endsAt: { $lte: now } };
    return this.plans.find({ $or: [hasBegun, isOver] }, { stage: 1 }).lean<Pick<PlanDocument, '_id' | 'stage'>[]>();
  }

  /** Those that ended after an instant; of a session that lasts longer than a week this may be forgotten. */
  ended(after: Date): Promise<EndedPlan[]> {
    const begun = { $gt: new Date(after.getTime() - WEEK_MS) };
    return this.plans
      .find({ stage: 'ended', startsAt: begun, endsAt: { $gt: after } }, { endsAt: 1, closed: 1, askedAt: 1 })
      .lean<EndedPlan[]>();
  }

  async noteAsked(sessionNo: string, askedAt: Date): Promise<void> {
    await this.plans.updateOne({ _id: sessionNo }, { $set: { askedAt } });
  }

  /** Published sessions that begin after an instant and not after another. */
  async beginning(after: Date, until: Date): Promise<string[]> {
    const found = await this.plans
      .find({ stage: 'published', startsAt: { $gt: after, $lte: until } }, { _id: 1 })
      .lean<Pick<PlanDocument, '_id'>[]>();
    return found.map((plan) => plan._id);
  }

  /** Reads a plan in order to act on its sign-ups; whoever does so at the same time conflicts. */
  lock(sessionNo: string, session: ClientSession): Promise<PlanDocument | null> {
    return this.plans
      .findOneAndUpdate({ _id: sessionNo }, { $inc: { acts: 1 } }, { session, returnDocument: 'after' })
      .lean<PlanDocument>();
  }

  /** Keeps what of a roster is not in the sign-ups. */
  async noteRoster(
    sessionNo: string,
    { lastOrder, reservations }: Pick<Roster, 'lastOrder' | 'reservations'>,
    session: ClientSession,
  ): Promise<void> {
    await this.plans.updateOne({ _id: sessionNo }, { $set: { lastOrder, reservations } }, { session });
  }

  /** Sessions with a reservation that ended before an instant. */
  async withEndedReservations(before: number): Promise<string[]> {
    const found = await this.plans
      .find({ 'reservations.until': { $lte: before } }, { _id: 1 })
      .lean<{ _id: string }[]>();
    return found.map((p) => p._id);
  }
}
