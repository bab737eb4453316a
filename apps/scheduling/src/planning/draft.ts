import type { PlannedSession } from '#contracts';
import type { KeyRing } from '#privacy';
import { sealedInCharge } from '../sessions/person-in-charge.js';
import type { PlanDocument } from './plan.repository.js';

/** A session as it is planned first, under its number; where it is one of an activity, with the activity's. */
export function draftOf(
  keys: KeyRing,
  sessionNo: string,
  { by, within: _, startsAt, endsAt, personInCharge, ...said }: PlannedSession,
  activityNo?: string,
): PlanDocument {
  return {
    _id: sessionNo,
    stage: 'draft',
    ...(activityNo === undefined ? {} : { activityNo }),
    ...said,
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
    ...sealedInCharge(keys, sessionNo, personInCharge),
    lastOrder: 0,
    acts: 0,
    plannedBy: by,
  };
}
