import type { DivisionFact, TeamFact, VolunteerFact } from '#contracts';
import type { DivisionDocument } from '../divisions/division.repository.js';
import type { TeamDocument } from '../teams/team.repository.js';
import type { Pseudonym } from '../volunteers/volunteer.repository.js';

/** What others are told of a volunteer number: no name, no document, no phone. */
export function volunteerFact(d: Pseudonym): VolunteerFact {
  return {
    kind: 'volunteer',
    key: d._id,
    rev: d.rev,
    person: d.person,
    registeredOn: d.registeredOn,
    gender: d.gender,
    politicalStatus: d.politicalStatus,
    birthYear: d.birthYear,
    division: d.division,
  };
}

export function teamFact(d: TeamDocument): TeamFact {
  return { kind: 'team', key: d._id, rev: d.rev, name: d.name, division: d.division, foundedOn: d.foundedOn };
}

export function divisionFact(d: DivisionDocument): DivisionFact {
  return { kind: 'division', key: d._id, rev: d.rev, name: d.name, level: d.level, parent: d.parent };
}
