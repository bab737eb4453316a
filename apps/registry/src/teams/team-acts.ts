import { covers } from '#access';
import type { Scope } from '#contracts';
import { DomainError } from '#kernel';
import type { TeamDocument } from './team.repository.js';

/** A team that lies within the caller's scope. @throws DomainError `TEAM.UNKNOWN`, `AUTH.OUT_OF_SCOPE` */
export function ofScope(team: TeamDocument | null, teamNo: string, within: Scope): TeamDocument {
  if (team === null) throw new DomainError('TEAM.UNKNOWN', { teamNo });
  if (!covers(within, { division: team.division, teams: [teamNo] })) throw new DomainError('AUTH.OUT_OF_SCOPE');
  return team;
}

/** A team that has not ended. @throws DomainError `TEAM.ENDED` */
export function open(team: TeamDocument): TeamDocument {
  if (team.endedOn !== undefined) throw new DomainError('TEAM.ENDED', { teamNo: team._id });
  return team;
}

/** Acts on one team are done in turn (`Transactions.inTurn`): each changes the team's document. */
export const turnOf = (teamNo: string): string => `team:${teamNo}`;
