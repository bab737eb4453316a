import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { DomainError } from '#kernel';
import { Handles } from '#messaging';
import { maskedName } from '#privacy';
import { Controller } from '@nestjs/common';
import { Memberships } from '../teams/memberships.js';
import { labelsOf } from './labels.js';
import { PersonalData } from './personal-data.js';
import { isSought } from './picked.js';
import { VolunteerRepository } from './volunteer.repository.js';

type Contracts = typeof registry.volunteers;

/** Whoever looks for somebody among more than so many says more of him. */
const MOST_PICKED = 20;

/** Names, for who calls the roll: to pick somebody by, and for the sheet. */
@Controller()
export class PickingController implements Pick<HandlersOf<Contracts>, 'pick' | 'labels' | 'names'> {
  constructor(
    private readonly volunteers: VolunteerRepository,
    private readonly memberships: Memberships,
    private readonly personal: PersonalData,
  ) {}

  @Handles(registry.volunteers.pick)
  async pick({ volunteerNos, teamNo, text }: ParsedInputOf<Contracts['pick']>) {
    const members = teamNo === '' ? [] : await this.membersOf(teamNo);
    const found = await this.volunteers.some([...new Set([...volunteerNos, ...members])]);
    const sought = found
      .map((d) => ({ volunteerNo: d._id, ...this.personal.open(d) }))
      .filter((who) => isSought(who, text))
      .sort((a, b) => (a.volunteerNo < b.volunteerNo ? -1 : 1));
    const people = sought
      .slice(0, MOST_PICKED)
      .map(({ volunteerNo, name }) => ({ volunteerNo, name: maskedName(name) }));
    return { people };
  }

  @Handles(registry.volunteers.labels)
  async labels({ volunteerNos }: ParsedInputOf<Contracts['labels']>) {
    const found = await this.volunteers.some([...new Set(volunteerNos)]);
    const named = found.flatMap((d) => {
      const name = this.personal.tryOpen(d)?.name ?? '';
      return name === '' ? [] : [{ volunteerNo: d._id, name }];
    });
    return { people: labelsOf(named) };
  }

  @Handles(registry.volunteers.names)
  async names({ volunteerNos }: ParsedInputOf<Contracts['names']>) {
    const found = new Map((await this.volunteers.some(volunteerNos)).map((d) => [d._id, d]));
    const people = volunteerNos.flatMap((volunteerNo) => {
      const d = found.get(volunteerNo);
      return d === undefined ? [] : [{ volunteerNo, name: this.personal.open(d).name }];
    });
    return { people };
  }

  /** Nobody, where a session names a team that is not there. */
  private async membersOf(teamNo: string): Promise<string[]> {
    try {
      const { members } = await this.memberships.list({ teamNo, on: null, within: 'everywhere' });
      return members.map((m) => m.volunteerNo);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'TEAM.UNKNOWN') return [];
      throw error;
    }
  }
}
