import { type checkIn, type ParsedInputOf, registry, type ServiceRecord } from '#contracts';
import { chinaYear } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { AttendedReader } from './attended.js';
import { Descriptions } from './descriptions.js';

/**
 * What the person to whom a number leads has done, as it was recorded (《志愿服务条例》 article 19; 《志愿服务记录与证明出具办法（试行）》 articles 5–8), with training apart from service. Who
 * wants to know it beside himself sees names masked (《志愿服务条例》 article 20).
 */
@Injectable()
export class ServiceRecords {
  constructor(
    private readonly attended: AttendedReader,
    private readonly descriptions: Descriptions,
    private readonly client: ContractClient,
  ) {}

  /** Of one year (in which the session starts, UTC+08:00) or of all. @throws DomainError `VOLUNTEER.UNKNOWN` */
  async of({ volunteerNo, year, own }: ParsedInputOf<typeof checkIn.attendance.serviceRecord>): Promise<ServiceRecord> {
    const { attended: all } = await this.attended.ofNumber(volunteerNo);
    const asked = all.filter(({ session }) => year === null || chinaYear(session.startsAt.getTime()) === year);
    const [name, { service, training }, stars] = await Promise.all([
      this.name(volunteerNo, own),
      this.descriptions.apart(asked, own),
      this.descriptions.stars(all),
    ]);
    return { volunteerNo, name, ...service, training, stars };
  }

  /** Empty for somebody who was erased. */
  private async name(volunteerNo: string, isOwn: boolean): Promise<string> {
    const asked = { volunteerNos: [volunteerNo] };
    const [found] = isOwn
      ? (await this.client.call(registry.volunteers.names, asked)).people
      : (await this.client.call(registry.personalData.names, asked)).names;
    return found?.name ?? '';
  }
}
