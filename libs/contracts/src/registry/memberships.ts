import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

const key = z.string().min(1).max(100);
/** A volunteer and a team. What he does himself comes with his own number, which the gateway takes from his token. */
const own = z.object({ teamNo: key, volunteerNo: key });
/** What is done on behalf of the team. */
const byTeam = own.extend({ within: scope });

/** From the day `from` on until the day before `until`, `YYYY-MM-DD` in UTC+08:00; null while it lasts. */
const spell = z.object({ from: z.string(), until: z.string().nullable() });

/** How a volunteer and a team stand to each other, and when he was a member. */
export const membershipView = z.object({
  ...{ teamNo: z.string(), volunteerNo: z.string() },
  state: z.enum(['none', 'applied', 'invited', 'member']),
  spells: z.array(spell),
});
export type MembershipView = z.infer<typeof membershipView>;

export const membersView = z.object({
  members: z.array(spell.extend({ volunteerNo: z.string() })),
  /** Who waits for an answer now, whatever day was asked for. */
  applied: z.array(z.string()),
  invited: z.array(z.string()),
});
export type MembersView = z.infer<typeof membersView>;

/** All of them: `TEAM.UNKNOWN`; all but `list`: `TEAM.ENDED`, `VOLUNTEER.UNKNOWN`; on behalf of a team that is not the caller's: `AUTH.OUT_OF_SCOPE`. */
export const memberships = {
  /** `MEMBERSHIP.ALREADY_THERE` */
  apply: rpc({ subject: 'registry.v1.memberships.apply', input: own, output: membershipView }),
  /** `MEMBERSHIP.NOT_APPLIED` */
  accept: rpc({ subject: 'registry.v1.memberships.accept', input: byTeam, output: membershipView }),
  /** `MEMBERSHIP.NOT_APPLIED` */
  decline: rpc({ subject: 'registry.v1.memberships.decline', input: byTeam, output: membershipView }),
  /** `MEMBERSHIP.ALREADY_THERE` */
  invite: rpc({ subject: 'registry.v1.memberships.invite', input: byTeam, output: membershipView }),
  /** `MEMBERSHIP.NOT_INVITED` */
  acceptInvitation: rpc({ subject: 'registry.v1.memberships.accept-invitation', input: own, output: membershipView }),
  /** Ends the membership, the application or the invitation. `MEMBERSHIP.NOT_THERE` */
  leave: rpc({ subject: 'registry.v1.memberships.leave', input: own, output: membershipView }),
  /** The same, by the team. `MEMBERSHIP.NOT_THERE` */
  remove: rpc({ subject: 'registry.v1.memberships.remove', input: byTeam, output: membershipView }),
  /** Who was a member at the end of a day (today where none is named), by number, and who waits for an answer. */
  list: rpc({
    subject: 'registry.v1.memberships.list',
    input: z.object({ teamNo: key, on: z.iso.date().nullable(), within: scope }),
    output: membersView,
  }),
};
