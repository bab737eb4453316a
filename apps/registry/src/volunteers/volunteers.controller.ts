import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { ageOn } from './age.js';
import { PersonalData } from './personal-data.js';
import { VolunteersWithin } from './volunteers-within.js';

type Contracts = typeof registry.volunteers;

@Controller()
export class VolunteersController implements HandlersOf<Contracts> {
  constructor(
    private readonly volunteers: VolunteersWithin,
    private readonly personal: PersonalData,
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
    return { volunteers };
  }
}
