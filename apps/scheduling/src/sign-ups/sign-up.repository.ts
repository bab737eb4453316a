import type { Notice } from '#contracts';
import type { Change, Refusal, SignUp } from '#sign-up';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, ObjectId } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { cancellationOf, changeOf, offerOf, reminderOf } from '../notices/notices.js';
import { ToTell } from '../notices/to-tell.js';
import { type PlanDocument, rulesOf } from '../planning/plan.repository.js';

/** One sign-up (报名) of a person to a session, from when it is made until after it has ended, with everything that became of it. */
export interface SignUpDocument {
  _id: ObjectId;
  sessionNo: string;
  person: string;
  volunteerNo: string;
  post: string;
  state: Change['became'];
  /** On the roster: of a person and a session there is one at most. */
  active: boolean;
  order: number;
  offeredUntil: Date | null;
  /** The team that has named him. */
  team?: string;
  /** Of the session, to find what is at the same time, and what a person takes one of. */
  startsAt: Date;
  endsAt: Date;
  onlyOneOf?: string;
  history: { became: Change['became']; at: Date; by: string; overridden: Refusal[] }[];
  /** When it was written that he is to be reminded. */
  remindedAt?: Date;
  /** Whether he came, as far as check-in knew when it was asked last. */
  attended?: boolean;
}

export const SIGN_UP = 'sign-up';
export const signUpSchema = new Schema<SignUpDocument>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    sessionNo: { type: String, required: true },
    person: { type: String, required: true },
    volunteerNo: { type: String, required: true },
    post: { type: String, required: true },
    state: { type: String, required: true },
    active: { type: Boolean, required: true },
    order: { type: Number, required: true },
    offeredUntil: { type: Date },
    team: String,
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    onlyOneOf: String,
    history: [{ _id: false, became: String, at: Date, by: String, overridden: [String] }],
    remindedAt: Date,
    attended: Boolean,
  },
  { collection: 'sign-ups', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** Of a session, what each of its sign-ups carries. */
export interface Of {
  readonly sessionNo: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly onlyOneOf: string;
}

export function ofPlan(plan: PlanDocument): Of {
  const { _id: sessionNo, startsAt, endsAt } = plan;
  return { sessionNo, startsAt, endsAt, onlyOneOf: rulesOf(plan).onlyOneOf };
}

/** What became of a sign-up that is no longer on the roster. */
const OVER: ReadonlySet<Change['became']> = new Set(['cancelled', 'declined', 'lapsed']);

/** The sign-ups of those who have a place. */
export const WITH_PLACE = { active: true, state: 'confirmed' as const };
/** Not reminded yet (`null` is also where the field is missing). */
const NOT_REMINDED = { ...WITH_PLACE, remindedAt: null };

type State = Pick<SignUpDocument, 'state' | 'active' | 'offeredUntil'>;

/** A person's own document: whoever signs him up somewhere changes it, so that two who do so at the same time conflict. */
export interface SignerDocument {
  _id: string;
  acts: number;
}

export const SIGNER = 'signer';
export const signerSchema = new Schema<SignerDocument>(
  { _id: { type: String, required: true }, acts: { type: Number, required: true } },
  { collection: 'signers', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** A change, who brought it about (empty for what time did), and what would have been refused and was knowingly passed over. */
export interface Told {
  readonly change: Change;
  readonly by: string;
  readonly overridden: readonly Refusal[];
}

/** Everything that became of one sign-up in a transaction. */
export interface Changed {
  readonly isNew: boolean;
  readonly volunteerNo: string;
  /** In order; the last says how it is now. */
  readonly changes: readonly Told[];
}

export const toSignUp = (d: SignUpDocument): SignUp => ({
  person: d.person,
  post: d.post,
  state: d.state as SignUp['state'],
  order: d.order,
  offeredUntil: d.offeredUntil?.getTime() ?? null,
  team: d.team ?? null,
});

@Injectable()
export class SignUpRepository {
  constructor(
    @InjectModel(SIGN_UP) private readonly signUps: Model<SignUpDocument>,
    @InjectModel(SIGNER) private readonly signers: Model<SignerDocument>,
    private readonly toTell: ToTell,
  ) {}

  /** Those on the roster of a session, in the order of arrival. */
  active(sessionNo: string, session?: ClientSession): Promise<SignUpDocument[]> {
    return this.signUps
      .find({ sessionNo, active: true }, { history: 0 }, session ? { session } : {})
      .sort({ order: 1 })
      .batchSize(100_000)
      .lean<SignUpDocument[]>();
  }

  /** Those of a person to sessions that end after an instant, by their start. */
  ofPerson(person: string, after: Date): Promise<SignUpDocument[]> {
    return this.signUps
      .find({ person, active: true, endsAt: { $gt: after } }, { history: 0 })
      .sort({ startsAt: 1 })
      .lean<SignUpDocument[]>();
  }

  /** Those that a person ever had, the newest first. */
  everOf(person: string, limit: number): Promise<SignUpDocument[]> {
    return this.signUps
      .find({ person }, { history: 0 })
      .sort({ startsAt: -1, order: -1 })
      .limit(limit)
      .batchSize(limit)
      .lean<SignUpDocument[]>();
  }

  /**
   * Those of some persons who are signed up elsewhere: at the same time, and at a session of the group of which a person takes one.
   * Whoever asks for the same person at the same time conflicts.
   */
  async elsewhere(
    persons: readonly string[],
    { sessionNo, startsAt, endsAt, onlyOneOf }: Of,
    session: ClientSession,
  ): Promise<{ clashing: ReadonlySet<string>; excluded: ReadonlySet<string> }> {
    if (persons.length === 0) return { clashing: new Set(), excluded: new Set() };
    await this.signers.bulkWrite(
      [...new Set(persons)].map((_id) => ({
        updateOne: { filter: { _id }, update: { $inc: { acts: 1 } }, upsert: true },
      })),
      { session },
    );
    const active = { person: { $in: [...persons] }, active: true, sessionNo: { $ne: sessionNo } };
    const at = { startsAt: { $lt: endsAt }, endsAt: { $gt: startsAt } };
    const clashing: string[] = await this.signUps.distinct('person', { ...active, ...at }, { session });
    const excluded: string[] =
      onlyOneOf === '' ? [] : await this.signUps.distinct('person', { ...active, onlyOneOf }, { session });
    return { clashing: new Set(clashing), excluded: new Set(excluded) };
  }

  /** Those of some sign-ups, by id, of whom a reason against them was knowingly passed over. */
  async overridden(signUps: readonly Pick<SignUpDocument, '_id'>[], reason: Refusal): Promise<ReadonlySet<string>> {
    if (signUps.length === 0) return new Set();
    const of = { _id: { $in: signUps.map((d) => d._id) }, 'history.overridden': reason };
    const found = await this.signUps.find(of, { _id: 1 }).lean<Pick<SignUpDocument, '_id'>[]>();
    return new Set(found.map((d) => d._id.toHexString()));
  }

  /** Sessions that begin after an instant, and have somebody on their roster. */
  sessionsToCome(after: Date): Promise<string[]> {
    return this.signUps.distinct('sessionNo', { active: true, startsAt: { $gt: after } });
  }

  /** Keeps what became of sign-ups at one session, and that those to whom a place is offered are to be told. */
  async keep(changed: readonly Changed[], plan: PlanDocument, now: number, session: ClientSession): Promise<void> {
    const { onlyOneOf, ...of } = ofPlan(plan);
    const at = new Date(now);
    const offers: Notice[] = [];
    const inserts: SignUpDocument[] = [];
    const updates: { person: string; order: number; state: State; history: SignUpDocument['history'] }[] = [];
    for (const { isNew, volunteerNo, changes } of changed) {
      const last = changes.at(-1)?.change;
      if (last === undefined) continue;
      const { person, post, order, offeredUntil, team } = last.signUp;
      const history = changes.map(({ change: { became }, by, overridden }) => ({
        became,
        at,
        by,
        overridden: [...overridden],
      }));
      const state: State = {
        state: last.became,
        active: !OVER.has(last.became),
        offeredUntil: offeredUntil === null ? null : new Date(offeredUntil),
      };
      if (last.became === 'offered') offers.push(offerOf(plan, { person, volunteerNo, order, offeredUntil, team }));
      const named = { ...(team === null ? {} : { team }), ...(onlyOneOf === '' ? {} : { onlyOneOf }) };
      if (isNew)
        inserts.push({ _id: new ObjectId(), ...of, person, volunteerNo, post, order, ...state, ...named, history });
      else updates.push({ person, order, state, history });
    }
    if (updates.length > 0) {
      await this.signUps.bulkWrite(
        updates.map(({ person, order, state, history }) => ({
          updateOne: {
            filter: { sessionNo: of.sessionNo, person, order },
            update: { $set: state, $push: { history: { $each: history } } },
          },
        })),
        { session },
      );
    }
    // After the updates: who cancelled may have signed up again in the same transaction.
    if (inserts.length > 0) await this.signUps.insertMany(inserts, { session, lean: true });
    await this.toTell.add(offers, at, session);
  }

  /**
   * Brings the sign-ups to a session that was changed up to date; all who are on its roster are to be told. Where its start has moved (milliseconds), a
   * place to which a team has named somebody is kept as much longer, no offer lasts beyond the end of sign-up, and everybody is reminded anew.
   */
  async tellChanged(
    plan: PlanDocument,
    { because, moved, now }: { readonly because: string; readonly moved: number; readonly now: number },
    session: ClientSession,
  ): Promise<void> {
    const { sessionNo, startsAt, endsAt } = ofPlan(plan);
    const signUps = await this.active(sessionNo, session);
    const notices = signUps.map((signUp) => changeOf(plan, signUp, because));
    await this.toTell.add(notices, new Date(now), session);
    const kept = { $add: ['$offeredUntil', { $cond: [{ $eq: [{ $type: '$team' }, 'string'] }, moved, 0] }] };
    const offeredUntil = {
      $cond: [
        { $eq: [{ $type: '$offeredUntil' }, 'date'] },
        { $min: [kept, new Date(plan.rules.closesAt)] },
        '$offeredUntil',
      ],
    };
    await this.signUps.updateMany(
      { sessionNo, active: true },
      [{ $set: { startsAt, endsAt, offeredUntil } }, ...(moved === 0 ? [] : [{ $unset: 'remindedAt' }])],
      { session, updatePipeline: true },
    );
  }

  /** Ends every sign-up at a session that is cancelled; all who were on its roster are to be told. */
  async endAll(plan: PlanDocument, by: string, now: number, session: ClientSession): Promise<void> {
    const { _id: sessionNo } = plan;
    const became = 'cancelled';
    const ended = await this.active(sessionNo, session);
    const notices = ended.map((signUp) => cancellationOf(plan, signUp));
    await this.toTell.add(notices, new Date(now), session);
    await this.signUps.updateMany(
      { sessionNo, active: true },
      {
        $set: { state: became, active: false, offeredUntil: null },
        $push: { history: { became, at: new Date(now), by, overridden: [] } },
      },
      { session },
    );
  }

  /** Which of some sessions have somebody with a place who is not reminded yet. */
  sessionsToRemind(sessionNos: readonly string[]): Promise<string[]> {
    return this.signUps.distinct('sessionNo', { sessionNo: { $in: [...sessionNos] }, ...NOT_REMINDED });
  }

  /** Has all be reminded who have a place at a session and are not yet. */
  async remind(plan: PlanDocument, now: Date, session: ClientSession): Promise<void> {
    const filter = { sessionNo: plan._id, ...NOT_REMINDED };
    const found = await this.signUps.find(filter, { history: 0 }, { session }).lean<SignUpDocument[]>();
    const notices = found.map((signUp) => reminderOf(plan, signUp));
    await this.toTell.add(notices, now, session);
    await this.signUps.updateMany(filter, { $set: { remindedAt: now } }, { session });
  }

  /** Sessions with an offer that ended before an instant. */
  sessionsWithLapsedOffers(before: Date): Promise<string[]> {
    return this.signUps.distinct('sessionNo', { active: true, offeredUntil: { $lte: before } });
  }
}
