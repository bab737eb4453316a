import { keptOfPerson, ownData, qualification, sessionListed } from '#contracts';
import { chinaIso } from '#kernel';
import { z } from 'zod';
import { disputeShown, shownDispute } from '../disputes/dispute-shown.js';
import { shownListed } from '../sessions/session-input.js';
import { shownSignUp, signUpShown } from '../sessions/sign-up-shown.js';
import { showConsent, shownConsent } from './consents.controller.js';
import type { OwnExport } from './own-export.js';

const time = z.string();
const attendance = z.looseObject({ sessionNo: z.string(), startsAt: time, endsAt: time, minutes: z.int() });

/** What somebody takes along as JSON. */
export const takenAlong = z.object({
  data: ownData,
  earlier: z.array(keptOfPerson.shape.earlier.element.extend({ until: time })),
  memberships: keptOfPerson.shape.memberships,
  qualifications: z.array(qualification),
  cards: z.array(keptOfPerson.shape.cards.element.extend({ issuedAt: time, endedAt: time.nullable() })),
  consents: z.array(shownConsent),
  /** The newest 1,000. */
  signUps: z.array(signUpShown.extend({ session: sessionListed.extend({ startsAt: time, endsAt: time }) })),
  attendances: z.array(attendance),
  /** Apart from service. */
  training: z.array(attendance),
  /** The newest 500. */
  disputes: z.array(disputeShown),
});

const shownAttendances = (attendances: OwnExport['attendances']): z.infer<typeof attendance>[] =>
  attendances.map(({ startsAt, endsAt, checkedInAt, checkedOutAt, ...rest }) => ({
    ...rest,
    startsAt: chinaIso(startsAt),
    endsAt: chinaIso(endsAt),
    checkedInAt: chinaIso(checkedInAt),
    ...(checkedOutAt === undefined ? {} : { checkedOutAt: chinaIso(checkedOutAt) }),
  }));

export function shownExport(all: OwnExport): z.infer<typeof takenAlong> {
  const { data, memberships, qualifications } = all;
  return {
    ...{ data, memberships: [...memberships], qualifications: [...qualifications] },
    earlier: all.earlier.map((version) => ({ ...version, until: chinaIso(version.until) })),
    cards: all.cards.map(({ issuedAt, endedAt, ...card }) => ({
      ...card,
      issuedAt: chinaIso(issuedAt),
      endedAt: endedAt === null ? null : chinaIso(endedAt),
    })),
    consents: all.consents.map(showConsent),
    signUps: all.signUps.map(({ session, ...signUp }) => ({ ...shownSignUp(signUp), session: shownListed(session) })),
    attendances: shownAttendances(all.attendances),
    training: shownAttendances(all.training),
    disputes: all.disputes.map(shownDispute),
  };
}
