import { covers } from '#access';
import type { PlannedSession, PublishingRefusal, Scope, SessionView } from '#contracts';
import { Outbox } from '#feed';
import { Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { inCharge, sealedInCharge } from '../sessions/person-in-charge.js';
import { sessionFact, SessionRepository } from '../sessions/session.repository.js';
import { SignUpRepository } from '../sign-ups/sign-up.repository.js';
import { isSeen, placeOf, type PlanDocument, PlanRepository } from './plan.repository.js';
import { publishingRefusals } from './publishing.js';
import { newSessionNo } from './session-numbers.js';

/** Planning sessions, from the draft on. */
@Injectable()
export class Planning {
  constructor(
    private readonly plans: PlanRepository,
    private readonly sessions: SessionRepository,
    private readonly signUps: SignUpRepository,
    private readonly outbox: Outbox,
    private readonly keys: KeyRing,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async plan(planned: PlannedSession): Promise<SessionView> {
    const draft = this.draft(newSessionNo(planned.startsAt), planned);
    if (!covers(planned.within, placeOf(draft))) throw new DomainError('AUTH.OUT_OF_SCOPE');
    await this.plans.add(draft);
    return this.view(draft);
  }

  /** Plans a draft anew. @throws DomainError `SESSION.UNKNOWN`, `SESSION.NOT_A_DRAFT` */
  async revise(sessionNo: string, planned: PlannedSession): Promise<SessionView> {
    const { acts } = await this.get(sessionNo, planned.within);
    const draft = { ...this.draft(sessionNo, planned), acts: acts + 1 };
    if (!covers(planned.within, placeOf(draft))) throw new DomainError('AUTH.OUT_OF_SCOPE');
    if (!(await this.plans.replaceDraft(draft))) throw new DomainError('SESSION.NOT_A_DRAFT', { sessionNo });
    return this.view(draft);
  }

  /** @throws DomainError `SESSION.UNKNOWN` */
  async find(sessionNo: string, within: Scope): Promise<SessionView> {
    const plan = await this.plans.find(sessionNo);
    if (plan === null || !isSeen(plan, within)) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    return this.view(plan);
  }

  /** From now on everybody may sign up and attend. @throws DomainError `SESSION.UNKNOWN`, `SESSION.NOT_A_DRAFT` */
  async publish(
    sessionNo: string,
    by: string,
    within: Scope,
  ): Promise<{ refused: PublishingRefusal[]; session: SessionView }> {
    const draft = await this.get(sessionNo, within);
    const refused = this.refusals(draft);
    if (draft.stage !== 'draft') throw new DomainError('SESSION.NOT_A_DRAFT', { sessionNo });
    if (refused.length > 0) return { refused, session: await this.view(draft) };
    const published = await this.transactions.run(async (session) => {
      const plan = await this.plans.move(
        sessionNo,
        { stage: 'draft', acts: draft.acts },
        { stage: 'published', publishedBy: by },
        session,
      );
      // Somebody has planned it anew or published it meanwhile.
      if (plan === null) throw new DomainError('SESSION.NOT_A_DRAFT', { sessionNo });
      await this.outbox.add(session, [sessionFact(await this.sessions.publish(plan, session))]);
      return plan;
    });
    this.outbox.added.wake();
    return { refused: [], session: await this.view(published) };
  }

  /** Its attendances no longer count, and nobody is signed up any more. @throws DomainError `SESSION.UNKNOWN`, `SESSION.NOT_PUBLISHED` */
  async cancel(sessionNo: string, by: string, within: Scope): Promise<SessionView> {
    await this.get(sessionNo, within);
    const cancelled = await this.transactions.run(async (session) => {
      const plan = await this.plans.move(
        sessionNo,
        { stage: 'published' },
        { stage: 'cancelled', cancelledBy: by },
        session,
      );
      const told = plan && (await this.sessions.cancel(sessionNo, session));
      if (plan === null || told === null) throw new DomainError('SESSION.NOT_PUBLISHED', { sessionNo });
      await this.signUps.endAll(sessionNo, by, this.clock.now(), session);
      await this.outbox.add(session, [sessionFact(told)]);
      return plan;
    });
    this.outbox.added.wake();
    return this.view(cancelled);
  }

  private draft(
    sessionNo: string,
    { by, within, startsAt, endsAt, personInCharge, ...said }: PlannedSession,
  ): PlanDocument {
    return {
      _id: sessionNo,
      stage: 'draft',
      ...said,
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
      ...sealedInCharge(this.keys, sessionNo, personInCharge),
      lastOrder: 0,
      acts: 0,
      plannedBy: by,
    };
  }

  private refusals(plan: PlanDocument) {
    const { exclusions, startsAt, risks, safeguards, posts, rules } = plan;
    const asked = {
      ...{ exclusions, risks, safeguards, posts },
      startsAt: startsAt.getTime(),
      personInCharge: inCharge(this.keys, plan._id, plan),
      minimumAge: rules.minimumAge,
      closesAt: rules.closesAt,
    };
    return publishingRefusals(asked, this.clock.now());
  }

  /** What the caller may plan; what lies outside of his scope is as if it were not there. */
  private async get(sessionNo: string, within: Scope): Promise<PlanDocument> {
    const plan = await this.plans.find(sessionNo);
    if (plan === null || !covers(within, placeOf(plan))) throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    return plan;
  }

  private async view(plan: PlanDocument): Promise<SessionView> {
    const { name, campaign, category, teamNo, division, place, startsAt, endsAt, creditRule, rules } = plan;
    const signUps = await this.signUps.active(plan._id);
    const count = (post: string, state: string) => signUps.filter((s) => s.post === post && s.state === state).length;
    return {
      sessionNo: plan._id,
      stage: plan.stage,
      ...{ name, campaign, category, teamNo, division, place, creditRule, rules },
      startsAt: startsAt.getTime(),
      endsAt: endsAt.getTime(),
      posts: plan.posts.map(({ id, name: called, capacity }) => ({
        ...{ id, name: called, capacity },
        confirmed: count(id, 'confirmed'),
        offered: count(id, 'offered'),
        waiting: count(id, 'waiting'),
      })),
    };
  }
}
