import type { ErrorCode } from '#contracts';

/** When somebody was a member of a team. Days `YYYY-MM-DD`; `until` is the first day on which he was no more, null while he is. */
export interface Spell {
  readonly from: string;
  readonly until: string | null;
}

/** What there is between a volunteer and a team. Spells do not overlap, and only the last may be open; nothing is pending while it is. */
export interface Membership {
  readonly spells: readonly Spell[];
  readonly pending: 'applied' | 'invited' | null;
}

/** `join` is what a merger does to the members of the team that ends; `leave` is also withdrawing an application and declining an invitation. */
export type MembershipAct = 'apply' | 'accept' | 'decline' | 'invite' | 'accept-invitation' | 'leave' | 'join';
export type MembershipRefusal = Extract<ErrorCode, `MEMBERSHIP.${string}`>;

export const NO_MEMBERSHIP: Membership = { spells: [], pending: null };

export const isMember = ({ spells }: Membership): boolean => spells.at(-1)?.until === null;

/** True where the volunteer was a member at the end of a day. */
export const isMemberOn = ({ spells }: Membership, day: string): boolean => spellOn(spells, day) !== undefined;

export const spellOn = (spells: readonly Spell[], day: string): Spell | undefined =>
  spells.find(({ from, until }) => from <= day && (until === null || day < until));

/** What there is after an act today, or why it is refused. Today may be before the day of an earlier act, where two clocks differ. */
export function afterAct(before: Membership, act: MembershipAct, today: string): Membership | MembershipRefusal {
  const { spells, pending } = before;
  switch (act) {
    case 'apply':
    case 'invite':
      if (isMember(before) || pending !== null) return 'MEMBERSHIP.ALREADY_THERE';
      return { spells, pending: act === 'apply' ? 'applied' : 'invited' };
    case 'accept':
      return pending === 'applied' ? joined(spells, today) : 'MEMBERSHIP.NOT_APPLIED';
    case 'decline':
      return pending === 'applied' ? { spells, pending: null } : 'MEMBERSHIP.NOT_APPLIED';
    case 'accept-invitation':
      return pending === 'invited' ? joined(spells, today) : 'MEMBERSHIP.NOT_INVITED';
    case 'leave':
      if (isMember(before)) return { spells: ended(spells, today), pending: null };
      return pending === null ? 'MEMBERSHIP.NOT_THERE' : { spells, pending: null };
    case 'join':
      return isMember(before) ? before : joined(spells, today);
  }
}

function joined(spells: readonly Spell[], today: string): Membership {
  return { spells: [...spells, { from: later(today, spells.at(-1)?.until), until: null }], pending: null };
}

const ended = (spells: readonly Spell[], today: string): Spell[] =>
  spells.map((s) => (s.until === null ? { from: s.from, until: later(today, s.from) } : s));

const later = (day: string, other: string | null | undefined): string =>
  typeof other === 'string' && other > day ? other : day;

/** A volunteer's row, so far as it says of which teams he is a member: since he registered, as a file gives no other day. */
export interface RowOfTeams {
  readonly teams: readonly string[];
  readonly registeredOn: string;
}

export const stateOf = (membership: Membership): 'none' | 'applied' | 'invited' | 'member' =>
  membership.pending ?? (isMember(membership) ? 'member' : 'none');

/** What a file says of a volunteer and a team, which holds until something is done about it here. */
export const membershipByRow = ({ teams, registeredOn }: RowOfTeams, teamNo: string): Membership =>
  teams.includes(teamNo) ? { spells: [{ from: registeredOn, until: null }], pending: null } : NO_MEMBERSHIP;
