import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { ageOn } from './age.js';
import { Guardians } from './guardians.js';
import { PersonalData } from './personal-data.js';
import { QualificationRepository } from '../qualifications/qualification.repository.js';
import { VolunteersWithin } from './volunteers-within.js';

type Contracts = typeof registry.volunteers;

@Controller()
export class VolunteersController implements HandlersOf<Contracts> {
  constructor(
    private readonly volunteers: VolunteersWithin,
    private readonly personal: PersonalData,
    private readonly guardians: Guardians,
    private readonly qualifications: QualificationRepository,
  ) {}

  @Handles(registry.volunteers.find)
  async find({ volunteerNos, on, within }: ParsedInputOf<Contracts['find']>) {
    const found = await this.volunteers.some(volunteerNos, within);
    const volunteers = found.map((d) => ({
      volunteerNo: d._id,
      person: d.person,
      age: ageOn(this.personal.open(d).bornOn, on),
      division: d.division,
      teams: d.teams,
    }));
    const persons = volunteers.map((v) => v.person);
    const [lacking, qualified] = await Promise.all([
      this.guardians.lacking(volunteers, on),
      this.qualifications.onDay(persons, on),
    ]);
    return {
      volunteers: volunteers.map((v) => ({
        ...v,
        lacksGuardian: lacking.has(v.person),
        qualifications: qualified.get(v.person) ?? [],
      })),
    };
  }
}
