import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { DomainError } from '#kernel';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { ageOn } from './age.js';
import { VolunteerRepository } from './volunteer.repository.js';
import { PersonalData } from './personal-data.js';

type Contracts = typeof registry.volunteers;

@Controller()
export class VolunteersController implements HandlersOf<Contracts> {
  constructor(
    private readonly volunteers: VolunteerRepository,
    private readonly personal: PersonalData,
  ) {}

  @Handles(registry.volunteers.find)
  async find({ volunteerNo, on }: ParsedInputOf<Contracts['find']>) {
    const found = await this.volunteers.find(volunteerNo);
    if (found === null) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    return { person: found.person, age: ageOn(this.personal.open(found).bornOn, on) };
  }
}
