import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { ageOn } from './age.js';
import { Guardians } from './guardians.js';
import { PersonalData } from './personal-data.js';
import { VolunteersWithin } from './volunteers-within.js';

type Contracts = typeof registry.volunteers;

@Controller()
export class VolunteersController implements HandlersOf<Contracts> {
  constructor(
    private readonly volunteers: VolunteersWithin,
    private readonly personal: PersonalData,
    private readonly guardians: Guardians,
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
    const lacking = await this.guardians.lacking(volunteers, on);
    return { volunteers: volunteers.map((v) => ({ ...v, lacksGuardian: lacking.has(v.person) })) };
  }
}
