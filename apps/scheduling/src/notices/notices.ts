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

/** That a place is kept for him, by itself or because a team has named him. Each sign-up, known by its order of arrival, is offered one once. */
export const offerOf = (
  session: Told,
  to: Addressed & { order: number; offeredUntil: number | null; team: string | null },
): Notice => noticeOf(to.team === null ? 'offer' : 'named', session, to, to.order, { offeredUntil: to.offeredUntil });

/** That the session is changed, and why. Each change, known by the acts before it, is told once. */
export const changeOf = (session: Told & { acts: number; place: string }, to: Addressed, because: string): Notice =>
  noticeOf('changed', session, to, session.acts, { place: session.place, because });

/** That the session was cancelled, which happens once. */
export const cancellationOf = (session: Told, to: Addressed): Notice => noticeOf('cancelled', session, to);

/** That the session begins soon; once to each person for each start, also where he signs up anew. */
export const reminderOf = (session: Told, to: Addressed): Notice =>
  noticeOf('reminder', session, to, session.startsAt.getTime());

/** That a proxy has acted for him. Each act, known by those before it, is told once. */
export const proxiedOf = (session: Told & { acts: number }, to: Addressed): Notice =>
  noticeOf('proxied', session, to, session.acts);

/** That his application is approved, and whether he has a place now or waits for one. Each act, known by those before it, is told once. */
export const approvedOf = (session: Told & { acts: number }, to: Addressed, state: 'confirmed' | 'waiting'): Notice =>
  noticeOf(state === 'confirmed' ? 'approved' : 'approved_waiting', session, to, session.acts);

/** That who is in charge, or the leader of the team that had named him, has ended his sign-up. Each act, known by those before it, is told once. */
export const removedOf = (session: Told & { acts: number }, to: Addressed): Notice =>
  noticeOf('removed', session, to, session.acts);

/** Of the numbers of who was taken off, as many as a notice takes. */
const LONGEST_NUMBERS = 400;

/**
 * To who planned the session: that those who came under these numbers were taken off, as they are gone; and to the leaders of teams, by account the teams that
 * each leads, of those whom these had named, but for who has planned it himself. Each act, known by those before it, is told once.
 */
export function takenOffOf(
  session: Told & { acts: number; plannedBy: string },
  off: readonly { readonly volunteerNo: string; readonly team: string | null }[],
  leaders: ReadonlyMap<string, ReadonlySet<string>>,
): Notice[] {
  const tell = (kind: Notice['kind'], account: string, numbers: typeof off): Notice => {
    const all = numbers.map((o) => o.volunteerNo).join('、');
    const because = all.length <= LONGEST_NUMBERS ? all : `${all.slice(0, all.lastIndexOf('、', LONGEST_NUMBERS))}…`;
    return noticeOf(kind, session, { account }, session.acts, { because });
  };
  const toLeaders = [...leaders].flatMap(([account, teams]) => {
    const named = off.filter(({ team }) => team !== null && teams.has(team));
    return named.length === 0 || account === session.plannedBy ? [] : [tell('taken_off_of_team', account, named)];
  });
  return [tell('taken_off', session.plannedBy, off), ...toLeaders];
}

function noticeOf(
  kind: Notice['kind'],
  { _id: sessionNo, name: sessionName, startsAt }: Told,
  to: Addressed | { readonly account: string },
  nth = 0,
  said: Partial<Pick<Notice, 'offeredUntil' | 'place' | 'because'>> = {},
): Notice {
  const whom =
    'account' in to
      ? { person: '', volunteerNo: '', account: to.account }
      : { person: to.person, volunteerNo: to.volunteerNo };
  const id = hash('sha256', JSON.stringify([kind, sessionNo, whom.account ?? whom.person, nth]), 'base64url');
  const of = { id, kind, ...whom, sessionNo, sessionName, startsAt: startsAt.getTime() };
  return { ...of, offeredUntil: null, place: '', because: '', ...said };
}
