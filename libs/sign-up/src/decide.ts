import { Draft } from './draft.js';
import { namingRefusals, refusals } from './reasons.js';
import type { Act, Decision, Naming, NamingDecision, Roster } from './roster.js';

/** Decides an act, after what time has brought about. */
export function decide(roster: Roster, act: Act, now: number): Decision {
  const draft = new Draft(roster, now);
  draft.passTime();
  const { refused, overridden } = refusals(draft.roster(), act, now);
  if (refused.length === 0) {
    draft.perform(act);
    draft.passTime();
  }
  return { refused, overridden, roster: draft.roster(), changes: draft.changes };
}

/**
 * Decides a naming, after what time has brought about. Who is named is offered the place until the reservation ends, and agrees by accepting;
 * the place of who declines or is taken back is the team's again.
 */
export function decideNaming(roster: Roster, naming: Naming, now: number): NamingDecision {
  const draft = new Draft(roster, now);
  draft.passTime();
  const refused = namingRefusals(draft.roster(), naming, now);
  if (refused.size === 0) {
    draft.name(naming);
    draft.passTime();
  }
  return { refused, roster: draft.roster(), changes: draft.changes };
}

/** What time alone brings about: offers lapse and reservations end, and what is free is offered to the next. */
export function passTime(roster: Roster, now: number): Decision {
  const draft = new Draft(roster, now);
  draft.passTime();
  return { refused: [], overridden: [], roster: draft.roster(), changes: draft.changes };
}

/** When `passTime` is due next; null when nothing is under way. */
export function nextDue(roster: Roster): number | null {
  const offers = [...roster.signUps.values()].flatMap((s) => (s.offeredUntil === null ? [] : [s.offeredUntil]));
  const ends = [...offers, ...roster.reservations.map((r) => r.until)];
  return ends.length === 0 ? null : Math.min(...ends);
}
