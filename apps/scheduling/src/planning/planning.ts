import { covers } from '#access';
import {
  type CheckInPolicy,
  type ParsedInputOf,
  type PlannedSession,
  type ReplyOf,
  type Scope,
  type scheduling,
  type SessionChange,
  type SessionListed,
  type SessionView,
  USUAL_CHECK_IN,
} from '#contracts';
import { Outbox } from '#feed';
import { Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { inCharge } from '../sessions/person-in-charge.js';
import { plannedFor, type SessionDocument, sessionFact, SessionRepository } from '../sessions/session.repository.js';
import { SESSION_NUMBERS } from '../sessions/session-numbers.js';
import { Rosters } from '../sign-ups/rosters.js';
import { SignUpRepository } from '../sign-ups/sign-up.repository.js';
import { Places } from './places.js';
import { changedPlan } from './changing.js';
import { listed, shownOf } from './described.js';
import { draftOf } from './draft.js';
import { isSeen, OPEN, placeOf, type PlanDocument, PlanRepository, rulesOf } from './plan.repository.js';
import { publishingRefusals } from './publishing.js';

type Contracts = typeof scheduling.planning;
type Act = ParsedInputOf<Contracts['submit']>;
type Refusable = ReplyOf<Contracts['submit']>;

const noSignUp = (startsAt: number): SessionView['rules'] => ({
  ...{ opensAt: null, closesAt: startsAt, cancelUntil: startsAt, minimumAge: null, maximumAge: null },
  ...{ offerMinutes: 1, approval: false, onlyOneOf: '' },
});

/** A change of how people check in, and of nothing else. */
const isOnlyCheckIn = (change: SessionChange): change is { checkIn: CheckInPolicy } =>
  change.checkIn !== undefined &&
  Object.entries(change).every(([field, value]) => field === 'checkIn' || value === undefined);

/** Planning sessions, from the draft on. */
@Injectable()
export class Planning {
  constructor(
    private readonly plans: PlanRepository,
    private readonly places: Places,
    private readonly sessions: SessionRepository,
    private readonly signUps: SignUpRepository,
    private readonly rosters: Rosters,
    private readonly outbox: Outbox,
    private readonly keys: KeyRing,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `AUTH.OUT_OF_SCOPE`, `DIVISION.ENDED`, `TEAM.ENDED` */
  async plan(planned: PlannedSession): Promise<SessionView> {
    const draft = draftOf(this.keys, SESSION_NUMBERS.next(planned.startsAt), planned);
    if (!covers(planned.within, placeOf(draft))) throw new DomainError('AUTH.OUT_OF_SCOPE');
    await this.places.assertOpen([draft]);
    await this.plans.add(draft);
    return this.view(draft, planned.within);
  }

  /**
   * Plans a draft anew. Who says which one he has seen overwrites no other; who does not has the last word.
   * @throws DomainError `SESSION.UNKNOWN`, `SESSION.NOT_A_DRAFT`, `SESSION.CHANGED_MEANWHILE`, `DIVISION.ENDED`, `TEAM.ENDED`
   */
  async revise({ sessionNo, planned, rev }: ParsedInputOf<typeof scheduling.planning.revise>): Promise<SessionView> {
    for (;;) {
      const { acts, stage, activityNo } = await this.get(sessionNo, planned.within);
      if (stage !== 'draft') throw new DomainError('SESSION.NOT_A_DRAFT', { sessionNo });
      if (rev !== undefined && rev !== acts) throw new DomainError('SESSION.CHANGED_MEANWHILE', { sessionNo });
      const draft = { ...draftOf(this.keys, sessionNo, planned, activityNo), acts: acts + 1 };
      if (!covers(planned.within, placeOf(draft))) throw new DomainError('AUTH.OUT_OF_SCOPE');
      await this.places.assertOpen([draft]);
      // False where somebody was faster: each number of acts is one state of the draft.
      if (await this.plans.replaceDraft(draft, acts)) return this.view(draft, planned.within);
    }
  }

  /** @throws DomainError `SESSION.UNKNOWN` */
  async find(sessionNo: string, within: Scope): Promise<SessionView> {
    const plan = await this.plans.find(sessionNo);
    if (plan !== null && isSeen(plan, within)) return this.view(plan, within);
    const broughtIn = plan === null ? await this.sessions.find(sessionNo) : null;
    if (broughtIn === null) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    return this.viewOfRow(broughtIn, within);
  }

  /** Sessions by their start: what everybody sees, or the caller's at a stage before. */
  async list({ stage, within, ...asked }: ParsedInputOf<Contracts['list']>): Promise<SessionListed[]> {
    const found = stage === null ? this.sessions.byStart(asked) : this.plans.byStart(stage, within, asked);
    return (await found).map(listed);
  }

  /** Hands a draft in for review. @throws DomainError `SESSION.UNKNOWN`, `SESSION.NOT_A_DRAFT` */
  async submit({ sessionNo, by, within }: Act): Promise<Refusable> {
    const draft = await this.get(sessionNo, within);
    if (draft.stage !== 'draft') throw new DomainError('SESSION.NOT_A_DRAFT', { sessionNo });
    const refused = await this.refusals(draft);
    if (refused.length > 0) return { refused, session: await this.view(draft, within) };
    const to = { stage: 'review', submittedBy: by, returnedBecause: '' } as const;
    const plan = await this.transactions.run((session) =>
      this.plans.move(sessionNo, { stages: ['draft'], acts: draft.acts }, to, session),
    );
    // Somebody has planned it anew or handed it in meanwhile.
    if (plan === null) throw new DomainError('SESSION.NOT_A_DRAFT', { sessionNo });
    return { refused: [], session: await this.view(plan, within) };
  }

  /** Makes what is in review a draft again. @throws DomainError `SESSION.UNKNOWN`, `SESSION.NOT_IN_REVIEW` */
  async return({ sessionNo, within, because }: Act & { readonly because: string }): Promise<SessionView> {
    await this.get(sessionNo, within);
    const plan = await this.transactions.run((session) =>
      this.plans.move(sessionNo, { stages: ['review'] }, { stage: 'draft', returnedBecause: because }, session),
    );
    if (plan === null) throw new DomainError('SESSION.NOT_IN_REVIEW', { sessionNo });
    return this.view(plan, within);
  }

  /** From now on everybody may sign up and attend. @throws DomainError `SESSION.UNKNOWN`, `SESSION.NOT_IN_REVIEW` */
  async publish({ sessionNo, by, within }: Act): Promise<Refusable> {
    const reviewed = await this.get(sessionNo, within);
    if (reviewed.stage !== 'review') throw new DomainError('SESSION.NOT_IN_REVIEW', { sessionNo });
    // Asked once more: the time may have passed meanwhile.
    const refused = await this.refusals(reviewed);
    if (refused.length > 0) return { refused, session: await this.view(reviewed, within) };
    const published = await this.transactions.run(async (session) => {
      const plan = await this.plans.move(
        sessionNo,
        { stages: ['review'], acts: reviewed.acts },
        { stage: 'published', publishedBy: by },
        session,
      );
      // Somebody has returned or published it meanwhile.
      if (plan === null) throw new DomainError('SESSION.NOT_IN_REVIEW', { sessionNo });
      await this.outbox.add(session, [sessionFact(await this.sessions.publish(plan, session))]);
      return plan;
    });
    this.outbox.added.wake();
    return { refused: [], session: await this.view(published, within) };
  }

  /** Its attendances no longer count, and nobody is signed up any more. @throws DomainError `SESSION.UNKNOWN`, `SESSION.NOT_PUBLISHED` */
  async cancel({ sessionNo, by, within }: Act): Promise<SessionView> {
    await this.get(sessionNo, within);
    const cancelled = await this.transactions.run(async (session) => {
      const plan = await this.plans.move(sessionNo, { stages: OPEN }, { stage: 'cancelled', cancelledBy: by }, session);
      const told = plan && (await this.sessions.change(sessionNo, { state: 'cancelled' }, session));
      if (plan === null || told === null) throw new DomainError('SESSION.NOT_PUBLISHED', { sessionNo });
      await this.signUps.endAll(plan, by, this.clock.now(), session);
      await this.outbox.add(session, [sessionFact(told)]);
      return plan;
    });
    this.outbox.added.wake();
    return this.view(cancelled, within);
  }

  /**
   * Changes a published session that has not begun; everybody signed up is told. Who waits is offered what becomes free.
   * @throws DomainError `SESSION.UNKNOWN`, `SESSION.NOT_CHANGEABLE`
   */
  async change({ sessionNo, within, change, because }: ParsedInputOf<Contracts['change']>) {
    await this.get(sessionNo, within);
    if (isOnlyCheckIn(change))
      return { refused: [], session: await this.changeCheckIn(sessionNo, change.checkIn, within) };
    const { refused, plan } = await this.transactions.run(async (session) => {
      const { plan: present, roster } = await this.rosters.read(sessionNo, session);
      const now = this.clock.now();
      if (present.stage !== 'published' || present.startsAt.getTime() <= now)
        throw new DomainError('SESSION.NOT_CHANGEABLE', { sessionNo });
      const changed = changedPlan(present, change, roster.signUps.values(), now);
      if (changed.refused.length > 0) return { ...changed, plan: present };
      const after = await this.plans.keepChange(sessionNo, changed.plan, session);
      if (after === null) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
      const { startsAt, endsAt, place } = after;
      const told = await this.sessions.change(
        sessionNo,
        { startsAt, endsAt, place, planned: plannedFor(after), ...(change.checkIn && { checkIn: change.checkIn }) },
        session,
      );
      if (told === null) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
      const moved = startsAt.getTime() - present.startsAt.getTime();
      await this.signUps.tellChanged(after, { because, moved, now }, session);
      await this.rosters.settle(sessionNo, session);
      await this.outbox.add(session, [sessionFact(told)]);
      return { refused: [], plan: after };
    });
    this.outbox.added.wake();
    return { refused: [...refused], session: await this.view(plan, within) };
  }

  /** How people check in can be changed until the session is over, and need not be told. @throws DomainError `SESSION.NOT_CHANGEABLE` */
  private async changeCheckIn(sessionNo: string, checkIn: CheckInPolicy, within: Scope): Promise<SessionView> {
    const plan = await this.transactions.run(async (session) => {
      const present = await this.plans.lock(sessionNo, session);
      const after =
        present !== null && OPEN.includes(present.stage)
          ? await this.plans.keepChange(sessionNo, { checkIn }, session)
          : null;
      const told = after && (await this.sessions.change(sessionNo, { checkIn }, session));
      if (after === null || told === null) throw new DomainError('SESSION.NOT_CHANGEABLE', { sessionNo });
      await this.outbox.add(session, [sessionFact(told)]);
      return after;
    });
    this.outbox.added.wake();
    return this.view(plan, within);
  }

  /** Moves on a session of which time has come. What was cancelled or moved on meanwhile stays as it is. */
  async passTime({ _id: sessionNo, stage: from }: Pick<PlanDocument, '_id' | 'stage'>): Promise<void> {
    const state = from === 'published' ? 'running' : 'ended';
    // Asked once more: it may have been postponed meanwhile.
    const begun = { $lte: new Date(this.clock.now()) };
    await this.transactions.run(async (session) => {
      const plan = await this.plans.move(sessionNo, { stages: [from], startsAt: begun }, { stage: state }, session);
      const told = plan && (await this.sessions.change(sessionNo, { state }, session));
      if (told !== null) await this.outbox.add(session, [sessionFact(told)]);
    });
    this.outbox.added.wake();
  }

  private async refusals(plan: PlanDocument) {
    const { exclusions, startsAt, risks, safeguards, posts, rules } = plan;
    const asked = {
      ...{ exclusions, risks, safeguards, posts },
      startsAt: startsAt.getTime(),
      personInCharge: inCharge(this.keys, plan._id, plan),
      minimumAge: rules.minimumAge,
      closesAt: rules.closesAt,
      ofPlace: await this.places.refusals(plan),
    };
    return publishingRefusals(asked, this.clock.now());
  }

  /** What the caller may plan; what lies outside of his scope is as if it were not there. */
  private async get(sessionNo: string, within: Scope): Promise<PlanDocument> {
    const plan = await this.plans.find(sessionNo);
    if (plan === null || !covers(within, placeOf(plan))) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    return plan;
  }

  /** What a file says of a session: nobody signs up for it. */
  private viewOfRow(row: SessionDocument, within: Scope): SessionView {
    const { name, campaign, category, teamNo, division, place, creditRule, state: stage } = row;
    const [startsAt, endsAt] = [row.startsAt.getTime(), row.endsAt.getTime()];
    return {
      ...{ sessionNo: row._id, stage, activityNo: '', name, campaign, category, teamNo, division, place, creditRule },
      ...{ startsAt, endsAt, risks: '', safeguards: '', exclusions: [], posts: [], returnedBecause: '' },
      ...{ closedAt: null, isTraining: row.isTraining ?? false },
      personInCharge: covers(within, placeOf(row)) ? inCharge(this.keys, row._id, row) : '',
      checkIn: row.checkIn ?? USUAL_CHECK_IN,
      rules: noSignUp(startsAt),
      rev: 0,
    };
  }

  /** `within` is where the one who is told may plan. */
  private async view(plan: PlanDocument, within: Scope): Promise<SessionView> {
    const { stage, activityNo = '', startsAt, endsAt, returnedBecause = '' } = plan;
    const signUps = await this.signUps.active(plan._id);
    const count = (post: string, state: string) => signUps.filter((s) => s.post === post && s.state === state).length;
    return {
      sessionNo: plan._id,
      ...{ stage, activityNo, ...shownOf(plan), rules: rulesOf(plan), returnedBecause, rev: plan.acts },
      startsAt: startsAt.getTime(),
      endsAt: endsAt.getTime(),
      closedAt: plan.closed?.at.getTime() ?? null,
      personInCharge: covers(within, placeOf(plan)) ? inCharge(this.keys, plan._id, plan) : '',
      posts: plan.posts.map(({ id, name: called, capacity, qualifications = [] }) => ({
        ...{ id, name: called, capacity, qualifications },
        confirmed: count(id, 'confirmed'),
        offered: count(id, 'offered'),
        waiting: count(id, 'waiting'),
        applied: count(id, 'applied'),
      })),
    };
  }
}
