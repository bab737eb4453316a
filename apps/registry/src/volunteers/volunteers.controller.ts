import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { DomainError } from '#kernel';
import { Handles, LOGGER } from '#messaging';
import { Controller, Inject } from '@nestjs/common';
import type { Logger } from 'pino';
import { ageOn } from './age.js';
import { Memberships } from '../teams/memberships.js';
import { Guardians } from './guardians.js';
import { PersonalData } from './personal-data.js';
import { QualificationRepository } from '../qualifications/qualification.repository.js';
import { labelsOf } from './labels.js';
import { isSought, maskedName } from './picked.js';
import { VolunteerRepository } from './volunteer.repository.js';
import { VolunteersWithin } from './volunteers-within.js';

type Contracts = typeof registry.volunteers;

/** Whoever looks for somebody among more than so many says more of him. */
const MOST_PICKED = 20;

@Controller()
export class VolunteersController implements HandlersOf<Contracts> {
  constructor(
    private readonly volunteers: VolunteersWithin,
    private readonly personal: PersonalData,
    private readonly guardians: Guardians,
    private readonly qualifications: QualificationRepository,
    private readonly all: VolunteerRepository,
    private readonly memberships: Memberships,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  @Handles(registry.volunteers.find)
  async find({ volunteerNos, on, within }: ParsedInputOf<Contracts['find']>) {
    const found = await this.volunteers.some(volunteerNos, within);
    const all = found.map((d) => {
      const whose = { volunteerNo: d._id, person: d.person, division: d.division, teams: d.teams };
      return { whose, bornOn: this.personal.tryOpen(d)?.bornOn };
    });
    const known = all.flatMap(({ whose, bornOn }) =>
      bornOn === undefined ? [] : [{ ...whose, age: ageOn(bornOn, on) }],
    );
    const unreadable = all.flatMap(({ whose, bornOn }) => (bornOn === undefined ? [whose] : []));
    for (const { volunteerNo } of unreadable) this.log.error({ volunteerNo }, 'the sealed data do not open');
    const [lacking, qualified] = await Promise.all([
      this.guardians.lacking(known, on),
      this.qualifications.onDay(
        known.map((v) => v.person),
        on,
      ),
    ]);
    const volunteers = known.map((v) => ({
      ...v,
      lacksGuardian: lacking.has(v.person),
      qualifications: qualified.get(v.person) ?? [],
    }));
    return { volunteers, unreadable };
  }

  @Handles(registry.volunteers.pick)
  async pick({ volunteerNos, teamNo, text }: ParsedInputOf<Contracts['pick']>) {
    const members = teamNo === '' ? [] : await this.membersOf(teamNo);
    const found = await this.all.some([...new Set([...volunteerNos, ...members])]);
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
    const found = await this.all.some([...new Set(volunteerNos)]);
    const named = found.flatMap((d) => {
      const name = this.personal.tryOpen(d)?.name ?? '';
      return name === '' ? [] : [{ volunteerNo: d._id, name }];
    });
    return { people: labelsOf(named) };
  }

  @Handles(registry.volunteers.names)
  async names({ volunteerNos }: ParsedInputOf<Contracts['names']>) {
    const found = new Map((await this.all.some(volunteerNos)).map((d) => [d._id, d]));
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
