import type { CreditRule } from './session.js';

/** An instant at which somebody arrived or left, epoch milliseconds. */
export interface Passage {
  readonly at: number;
  readonly arriving: boolean;
}

/** Time present, [from, to) in epoch milliseconds, never empty. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** By the time they happened, of equal times the check-in first (definitions, "Service minutes" 1). */
const inOrder = (passages: readonly Passage[]): readonly Passage[] =>
  passages.length < 2 ? passages : passages.toSorted((a, b) => a.at - b.at || Number(b.arriving) - Number(a.arriving));

/** Since when somebody is there who has not checked out: the check-in that opened the interval left open; undefined where none is. */
export function openSince(passages: readonly Passage[]): number | undefined {
  let since: number | undefined;
  for (const { at, arriving } of inOrder(passages)) since = arriving ? (since ?? at) : undefined;
  return since;
}

/**
 * Intervals of presence of one person at one session (definitions, "Service minutes" 1–3): a check-in opens one unless one is
 * open, a check-out closes it, one left open ends at the planned end under 按计划 and gives nothing under 按签退; each is clamped to
 * the planned times, and what is empty falls away.
 */
export function presence(
  passages: readonly Passage[],
  session: { readonly startsAt: number; readonly endsAt: number; readonly creditRule: CreditRule },
): Interval[] {
  const intervals: Interval[] = [];
  const add = (from: number, to: number) => {
    const clamped = { from: Math.max(from, session.startsAt), to: Math.min(to, session.endsAt) };
    if (clamped.from < clamped.to) intervals.push(clamped);
  };
  let open: number | undefined;
  for (const { at, arriving } of inOrder(passages)) {
    if (arriving) open ??= at;
    else if (open !== undefined) {
      add(open, at);
      open = undefined;
    }
  }
  if (open !== undefined && session.creditRule === 'planned-end') add(open, session.endsAt);
  return intervals;
}

/**
 * Credits a person's time once (definitions, "Service minutes" 4): over all intervals at all sessions, ordered by their start,
 * then by session number as text, each is credited what no earlier one was.
 * Returns whole seconds by session number, for the sessions that have an interval.
 */
export function creditOnce(
  intervals: readonly (Interval & { readonly sessionNo: string })[],
  compareSessionNo: (a: string, b: string) => number,
): Map<string, number> {
  const ordered =
    intervals.length < 2
      ? intervals
      : intervals.toSorted((a, b) => a.from - b.from || compareSessionNo(a.sessionNo, b.sessionNo));
  const seconds = new Map<string, number>();
  // Starts never go back, so what earlier intervals cover from here on reaches exactly to their latest end.
  let creditedTo = -Infinity;
  for (const { from, to, sessionNo } of ordered) {
    const credited = Math.max(0, to - Math.max(from, creditedTo));
    creditedTo = Math.max(creditedTo, to);
    seconds.set(sessionNo, (seconds.get(sessionNo) ?? 0) + credited / 1000);
  }
  return seconds;
}
