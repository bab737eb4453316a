import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles, LOGGER } from '#messaging';
import { Controller, Inject } from '@nestjs/common';
import type { Logger } from 'pino';
import { ageOn } from './age.js';
import { Guardians } from './guardians.js';
import { PersonalData } from './personal-data.js';
import { QualificationRepository } from '../qualifications/qualification.repository.js';
import { VolunteersWithin } from './volunteers-within.js';

type Contracts = typeof registry.volunteers;

/** Who signs up: volunteers as they are on the day of a session. */
@Controller()
export class VolunteersController implements Pick<HandlersOf<Contracts>, 'find'> {
  constructor(
    private readonly volunteers: VolunteersWithin,
    private readonly personal: PersonalData,
    private readonly guardians: Guardians,
    private readonly qualifications: QualificationRepository,
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
}
