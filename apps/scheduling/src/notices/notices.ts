import type { Notice } from '#contracts';
import { hash } from 'node:crypto';

/** Of a session, what a notice says. */
export interface Told {
  readonly _id: string;
  readonly name: string;
  readonly startsAt: Date;
}

/** Whom it is told: a person, and the number under which he is signed up. */
export interface Addressed {
  readonly person: string;
  readonly volunteerNo: string;
}

/** That a place is kept for him. Each sign-up, known by its order of arrival, is offered one once. */
export const offerOf = (session: Told, to: Addressed & { order: number; offeredUntil: number | null }): Notice =>
  noticeOf('offer', session, to, to.order, to.offeredUntil);

/** That the session was cancelled, which happens once. */
export const cancellationOf = (session: Told, to: Addressed): Notice => noticeOf('cancelled', session, to);

function noticeOf(
  kind: Notice['kind'],
  { _id: sessionNo, name: sessionName, startsAt }: Told,
  { person, volunteerNo }: Addressed,
  order = 0,
  offeredUntil: number | null = null,
): Notice {
  const id = hash('sha256', JSON.stringify([kind, sessionNo, person, order]), 'base64url');
  return { id, kind, person, volunteerNo, sessionNo, sessionName, startsAt: startsAt.getTime(), offeredUntil };
}
