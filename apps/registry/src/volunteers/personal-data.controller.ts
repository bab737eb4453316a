import { type HandlersOf, type MaskedVolunteer, type ParsedInputOf, registry, type Scope } from '#contracts';
import { DomainError } from '#kernel';
import { Handles } from '#messaging';
import { KeyRing, mask } from '#privacy';
import { Controller } from '@nestjs/common';
import { PersonalData } from './personal-data.js';
import { VolunteersWithin } from './volunteers-within.js';
import { type VolunteerDocument, VolunteerRepository } from './volunteer.repository.js';

type Contracts = typeof registry.personalData;

@Controller()
export class PersonalDataController implements HandlersOf<Contracts> {
  constructor(
    private readonly volunteers: VolunteerRepository,
    private readonly within: VolunteersWithin,
    private readonly personal: PersonalData,
    private readonly keys: KeyRing,
  ) {}

  @Handles(registry.personalData.find)
  async find({ volunteerNo, within }: ParsedInputOf<Contracts['find']>) {
    return this.masked(await this.get(volunteerNo, within));
  }

  @Handles(registry.personalData.findByPhone)
  async findByPhone({ phone, within }: ParsedInputOf<Contracts['findByPhone']>) {
    const numbers = await this.volunteers.withPhone(this.keys.blindIndex('phone', phone));
    const found = await this.within.some(numbers, within);
    return { volunteers: found.map((d) => this.masked(d)) };
  }

  @Handles(registry.personalData.names)
  async names({ volunteerNos }: ParsedInputOf<Contracts['names']>) {
    const found = await this.within.some([...new Set(volunteerNos)], 'everywhere');
    return { names: found.map((d) => ({ volunteerNo: d._id, name: mask(this.personal.open(d).name) })) };
  }

  @Handles(registry.personalData.unmask)
  async unmask({ volunteerNo, within }: ParsedInputOf<Contracts['unmask']>) {
    const { name, type, number, bornOn, phone } = this.personal.open(await this.get(volunteerNo, within));
    return { volunteerNo, name, documentType: type, documentNumber: number, bornOn, phone };
  }

  /** @throws DomainError `VOLUNTEER.UNKNOWN` */
  private async get(volunteerNo: string, within: Scope): Promise<VolunteerDocument> {
    const [found] = await this.within.some([volunteerNo], within);
    if (found === undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    return found;
  }

  private masked(d: VolunteerDocument): MaskedVolunteer {
    const { name, type, number, phone } = this.personal.open(d);
    return {
      ...{ volunteerNo: d._id, name: mask(name), documentType: type, documentNumber: mask(number), phone: mask(phone) },
      ...{
        birthYear: d.birthYear,
        gender: d.gender,
        division: d.division,
        teams: d.teams,
        registeredOn: d.registeredOn,
      },
    };
  }
}
