import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

const text = (most: number) => z.string().max(most);
const teamNo = z.string().min(1).max(100);
const leader = z.object({ name: text(200), phone: text(40) });

/** A team (队伍) as it was at the end of a day. Days are `YYYY-MM-DD` in UTC+08:00. */
export const teamView = z.object({
  teamNo: z.string(),
  name: z.string(),
  teamType: z.string(),
  division: z.string(),
  category: z.string(),
  /** Masked. */
  leader,
  foundedOn: z.string(),
  /** The first day on which it was no more, and into which team it went where it was merged. */
  endedOn: z.string().nullable(),
  mergedInto: z.string().nullable(),
});
export type TeamView = z.infer<typeof teamView>;

/** What became of the right to act for a team: it is the new leader's now; nobody's, as he has no `missing` account; or whose it was. */
export const leaderAccount = z.enum(['moved', 'missing', 'unchanged']);

/** Something that somebody does with a team. */
const act = z.object({ teamNo, by: text(64), within: scope });

/** `TEAM.UNKNOWN`; of what changes a team also `TEAM.ENDED` and, as teams are known to everybody, `AUTH.OUT_OF_SCOPE`. */
export const teams = {
  /** A new team, founded today, under a number that no file can bring. `DIVISION.UNKNOWN` */
  found: rpc({
    subject: 'registry.v1.teams.found',
    input: z.object({
      ...{ name: text(200).min(1), teamType: text(100), division: text(40), category: text(100), leader },
      ...{ by: text(64), within: scope },
    }),
    output: teamView,
  }),
  /** As it was at the end of a day, today where none is named; `TEAM.UNKNOWN` also for a day before it was founded. */
  find: rpc({
    subject: 'registry.v1.teams.find',
    input: z.object({ teamNo, on: z.iso.date().nullable() }),
    output: teamView,
  }),
  /** The names of some teams now, also of those that have ended; a number that is not there is left out. */
  names: rpc({
    subject: 'registry.v1.teams.names',
    input: z.object({ teamNos: z.array(teamNo).max(1_000) }),
    output: z.object({ teams: z.array(z.object({ teamNo: z.string(), name: z.string() })) }),
  }),
  /** Those of some teams that have ended. */
  ended: rpc({
    subject: 'registry.v1.teams.ended',
    input: z.object({ teamNos: z.array(teamNo).max(1_000) }),
    output: z.object({ ended: z.array(z.string()) }),
  }),
  /** The accounts that act for some teams as their leaders'; a team may have none. */
  leaders: rpc({
    subject: 'registry.v1.teams.leaders',
    input: z.object({ teamNos: z.array(teamNo).max(1_000) }),
    output: z.object({ leaders: z.array(z.object({ teamNo: z.string(), account: z.string() })) }),
  }),
  /**
   * Gives it another name, another leader, or both. The right to act for the team goes from the former leader's account to that of the new one, who is
   * found by his number, or else by his phone number and name. `VOLUNTEER.UNKNOWN` for a number that leads to nobody.
   */
  change: rpc({
    subject: 'registry.v1.teams.change',
    input: act.extend({
      name: text(200).min(1).optional(),
      leader: leader.extend({ volunteerNo: text(100).default('') }).optional(),
    }),
    output: teamView.extend({ leaderAccount: leaderAccount.default('unchanged') }),
  }),
  /** Ends it, from today on. Its number, its sessions and the figures of every year stay as they are. */
  dissolve: rpc({ subject: 'registry.v1.teams.dissolve', input: act, output: teamView }),
  /** Ends it, from today on, and makes its members those of another; who has applied or was invited there has so with the other. */
  merge: rpc({ subject: 'registry.v1.teams.merge', input: act.extend({ into: teamNo }), output: teamView }),
};
