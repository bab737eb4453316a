import { covers } from '#access';
import {
  type ActivityView,
  MOST_OCCURRENCES,
  type OutputOf,
  type ParsedInputOf,
  type PlannedActivity,
  type PlannedSession,
  type SessionListed,
  type Scope,
  type scheduling,
  type Stage,
} from '#contracts';
import { DomainError, MINUTE_MS, randomLetters } from '#kernel';
import { Transactions } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { listed, shownOf } from '../planning/described.js';
import { draftOf } from '../planning/draft.js';
import { Places } from '../planning/places.js';
import { placeOf, PlanRepository } from '../planning/plan.repository.js';
import { Planning } from '../planning/planning.js';
import { inCharge, sealedInCharge } from '../sessions/person-in-charge.js';
import { SESSION_NUMBERS } from '../sessions/session-numbers.js';
import { type ActivityDocument, ActivityRepository } from './activity.repository.js';

type Contracts = typeof scheduling.activities;

const MOVED_MEANWHILE: ReadonlySet<string> = new Set(['SESSION.NOT_A_DRAFT', 'SESSION.NOT_IN_REVIEW']);

/** Activities, and the sessions that are planned of them. */
@Injectable()
export class Activities {
  constructor(
    private readonly activities: ActivityRepository,
    private readonly plans: PlanRepository,
    private readonly planning: Planning,
    private readonly places: Places,
    private readonly keys: KeyRing,
    private readonly transactions: Transactions,
  ) {}

  plan(planned: PlannedActivity): Promise<ActivityView> {
    return this.keep(`XM-${randomLetters()}`, planned);
  }

  /** @throws DomainError `ACTIVITY.UNKNOWN` */
  async revise(activityNo: string, planned: PlannedActivity): Promise<ActivityView> {
    const present = await this.get(activityNo, planned.within);
    // One that others share is theirs to use, not to change.
    if (!covers(planned.within, placeOf(present))) throw new DomainError('AUTH.OUT_OF_SCOPE');
    return this.keep(activityNo, planned);
  }

  /** @throws DomainError `ACTIVITY.UNKNOWN` */
  async find(activityNo: string, within: Scope): Promise<ActivityView> {
    return this.view(await this.get(activityNo, within), within);
  }

  async list({ within, after, limit }: ParsedInputOf<Contracts['list']>): Promise<ActivityView[]> {
    return (await this.activities.page(within, after, limit)).map((a) => this.view(a, within));
  }

  /** Plans a session for each start, all or none. @throws DomainError `ACTIVITY.UNKNOWN`, `AUTH.OUT_OF_SCOPE`, `DIVISION.ENDED`, `TEAM.ENDED` */
  async schedule({
    activityNo,
    starts,
    by,
    within,
    ...where
  }: ParsedInputOf<Contracts['schedule']>): Promise<SessionListed[]> {
    const activity = await this.get(activityNo, within);
    const isOwn = covers(within, placeOf(activity));
    const drafts = starts.map((startsAt) => {
      const planned = this.sessionAt(startsAt, activity, { by, within });
      // Who is in charge of another team's session is for that team to say.
      const own = isOwn ? planned : { ...planned, personInCharge: '' };
      const { teamNo = own.teamNo, division = own.division, place = own.place } = where;
      return draftOf(this.keys, SESSION_NUMBERS.next(startsAt), { ...own, teamNo, division, place }, activityNo);
    });
    if (drafts.some((d) => !covers(within, placeOf(d)))) throw new DomainError('AUTH.OUT_OF_SCOPE');
    await this.places.assertOpen(drafts);
    await this.transactions.run((session) => this.plans.addAll(drafts, session));
    return drafts.map(listed);
  }

  /** @throws DomainError `ACTIVITY.UNKNOWN` */
  async sessions({ activityNo, within, after }: ParsedInputOf<Contracts['sessions']>): Promise<SessionListed[]> {
    await this.get(activityNo, within);
    return (await this.plans.ofActivity(activityNo, { within, after, limit: MOST_OCCURRENCES })).map(listed);
  }

  submit(asked: ParsedInputOf<Contracts['submit']>): Promise<OutputOf<Contracts['submit']>> {
    return this.moveAll(asked, 'draft', (act) => this.planning.submit(act));
  }

  publish(asked: ParsedInputOf<Contracts['publish']>): Promise<OutputOf<Contracts['publish']>> {
    return this.moveAll(asked, 'review', (act) => this.planning.publish(act));
  }

  /** Each is moved by itself: what is not fit holds up nothing else. */
  private async moveAll(
    { activityNo, within, after, by }: ParsedInputOf<Contracts['submit']>,
    from: Stage,
    move: Planning['submit'],
  ): Promise<OutputOf<Contracts['submit']>> {
    await this.get(activityNo, within);
    const page = { within, stages: [from], after, limit: MOST_OCCURRENCES };
    const results: OutputOf<Contracts['submit']>['results'] = [];
    for (const { _id: sessionNo, startsAt } of await this.plans.ofActivity(activityNo, page)) {
      try {
        const { refused } = await move({ sessionNo, by, within });
        results.push({ sessionNo, startsAt: startsAt.getTime(), refused });
      } catch (error) {
        // Somebody else has moved it meanwhile: then it is no longer asked for.
        if (!(error instanceof DomainError && MOVED_MEANWHILE.has(error.code))) throw error;
      }
    }
    return { results };
  }

  private async keep(activityNo: string, planned: PlannedActivity): Promise<ActivityView> {
    const { by, within, personInCharge, ...said } = planned;
    const activity = {
      _id: activityNo,
      ...said,
      ...sealedInCharge(this.keys, activityNo, personInCharge),
      plannedBy: by,
    };
    if (!covers(within, placeOf(activity))) throw new DomainError('AUTH.OUT_OF_SCOPE');
    await this.places.assertOpen([activity]);
    await this.activities.put(activity);
    return this.view(activity, within);
  }

  private sessionAt(
    startsAt: number,
    activity: ActivityDocument,
    who: Pick<PlannedSession, 'by' | 'within'>,
  ): PlannedSession {
    const { opensBefore, closesBefore, cancelBefore, ...rules } = activity.rules;
    const before = (minutes: number) => startsAt - minutes * MINUTE_MS;
    return {
      ...shownOf(activity),
      personInCharge: inCharge(this.keys, activity._id, activity),
      startsAt,
      endsAt: startsAt + activity.minutes * MINUTE_MS,
      rules: {
        ...rules,
        opensAt: opensBefore === null ? null : before(opensBefore),
        closesAt: before(closesBefore),
        cancelUntil: before(cancelBefore),
      },
      ...who,
    };
  }

  /** What lies outside of the caller's scope and is not shared is as if it were not there. */
  private async get(activityNo: string, within: Scope): Promise<ActivityDocument> {
    const activity = await this.activities.find(activityNo);
    if (activity === null || (!activity.shared && !covers(within, placeOf(activity))))
      throw new DomainError('ACTIVITY.UNKNOWN', { activityNo });
    return activity;
  }

  private view(activity: ActivityDocument, within: Scope): ActivityView {
    const { _id: activityNo, minutes, rules, shared } = activity;
    return {
      activityNo,
      ...shownOf(activity),
      personInCharge: covers(within, placeOf(activity)) ? inCharge(this.keys, activityNo, activity) : '',
      ...{ minutes, rules, shared },
    };
  }
}
