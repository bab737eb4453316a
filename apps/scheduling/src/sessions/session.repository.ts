import type { CreditRule, SessionState } from '#attendance';
import { type CheckInPolicy, type SessionFact, USUAL_CHECK_IN } from '#contracts';
import { applyRows, type RowDocument, type RowOutcome } from '#imports';
import { ONE_ANSWER } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { CHECK_IN } from '../planning/described.js';
import type { PlanDocument } from '../planning/plan.repository.js';
import { type ByStart, pageByStart } from './by-start.js';
import type { InCharge } from './person-in-charge.js';

/** A session (场次) under its number. */
export interface SessionDocument extends RowDocument, InCharge {
  name: string;
  campaign: string;
  category: string;
  teamNo: string;
  division: string;
  place: string;
  longitude: string;
  latitude: string;
  startsAt: Date;
  endsAt: Date;
  planned: string;
  checkInMethods: string;
  creditRule: CreditRule;
  state: SessionState;
  /** People covered (覆盖群众), in person-times, as the organiser declared. */
  covered: number;
  coveredMethod: string;
  /** A training; missing where it is service, as all sessions of files are. */
  isTraining?: boolean;
  /** As it was planned here; missing where that is the usual. */
  checkIn?: CheckInPolicy;
}

export const SESSION = 'session';
export const sessionSchema = new Schema<SessionDocument>(
  {
    _id: { type: String, required: true },
    digest: { type: String, required: true },
    rev: { type: Number, required: true },
    name: String,
    campaign: String,
    category: String,
    teamNo: String,
    division: String,
    place: String,
    longitude: String,
    latitude: String,
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    planned: String,
    checkInMethods: String,
    creditRule: { type: String, required: true },
    state: { type: String, required: true },
    covered: { type: Number, required: true },
    coveredMethod: String,
    isTraining: Boolean,
    checkIn: CHECK_IN,
    personInCharge: Buffer,
  },
  { collection: 'sessions', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** The digest of a session that no file has brought. */
const PLANNED_HERE = 'planned here';

/** For how many people a session is planned (计划人数), as files write it. */
export const plannedFor = ({ posts }: Pick<PlanDocument, 'posts'>): string =>
  String(posts.reduce((sum, p) => sum + p.capacity, 0));

/** What others are told of a session. */
export function sessionFact(d: SessionDocument): SessionFact {
  return {
    kind: 'session',
    key: d._id,
    rev: d.rev,
    name: d.name,
    campaign: d.campaign,
    category: d.category,
    teamNo: d.teamNo,
    division: d.division,
    startsAt: d.startsAt.getTime(),
    endsAt: d.endsAt.getTime(),
    state: d.state,
    creditRule: d.creditRule,
    covered: d.covered,
    coveredMethod: d.coveredMethod,
    ...(d.isTraining === true ? { isTraining: true } : {}),
    ...(d.checkIn === undefined ? {} : { checkIn: d.checkIn }),
  };
}

const isUsual = (policy: CheckInPolicy): boolean => JSON.stringify(policy) === JSON.stringify(USUAL_CHECK_IN);

@Injectable()
export class SessionRepository {
  constructor(@InjectModel(SESSION) private readonly sessions: Model<SessionDocument>) {}

  apply(
    rows: readonly Omit<SessionDocument, 'rev'>[],
    session: ClientSession,
  ): Promise<{ outcomes: RowOutcome[]; accepted: SessionDocument[] }> {
    return applyRows(this.sessions, rows, session);
  }

  /** Adds a session that was planned here. */
  async publish(plan: PlanDocument, session: ClientSession): Promise<SessionDocument> {
    const { name, campaign, category, teamNo, division, place, startsAt, endsAt, creditRule } = plan;
    const document: SessionDocument = {
      _id: plan._id,
      digest: PLANNED_HERE,
      rev: 1,
      ...{ name, campaign, category, teamNo, division, place, startsAt, endsAt, creditRule },
      longitude: '',
      latitude: '',
      planned: plannedFor(plan),
      checkInMethods: '',
      state: 'published',
      covered: 0,
      coveredMethod: '',
      ...(plan.isTraining === true ? { isTraining: true } : {}),
      ...(plan.personInCharge === undefined ? {} : { personInCharge: plan.personInCharge }),
      ...(plan.checkIn === undefined || isUsual(plan.checkIn) ? {} : { checkIn: plan.checkIn }),
    };
    await this.sessions.create([document], { session });
    return document;
  }

  /** Changes a session; null where it is not there. */
  change(
    sessionNo: string,
    to: Partial<
      Pick<
        SessionDocument,
        'state' | 'covered' | 'coveredMethod' | 'startsAt' | 'endsAt' | 'place' | 'planned' | 'checkIn'
      >
    >,
    session: ClientSession,
  ): Promise<SessionDocument | null> {
    return this.sessions
      .findOneAndUpdate({ _id: sessionNo }, { $set: to, $inc: { rev: 1 } }, { session, returnDocument: 'after' })
      .lean<SessionDocument>();
  }

  find(sessionNo: string): Promise<SessionDocument | null> {
    return this.sessions.findOne({ _id: sessionNo }).lean<SessionDocument>();
  }

  /** Some sessions; those that are not there are left out. */
  some(sessionNos: readonly string[]): Promise<Pick<SessionDocument, '_id' | 'place' | 'personInCharge'>[]> {
    return this.sessions
      .find({ _id: { $in: [...sessionNos] } }, { place: 1, personInCharge: 1 })
      .batchSize(ONE_ANSWER)
      .lean<Pick<SessionDocument, '_id' | 'place' | 'personInCharge'>[]>();
  }

  byStart(asked: ByStart): Promise<SessionDocument[]> {
    return pageByStart(this.sessions, {}, asked);
  }

  page(after: string, limit: number): Promise<SessionDocument[]> {
    return this.sessions
      .find({ _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<SessionDocument[]>();
  }
}
