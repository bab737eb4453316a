import { checkIn, type HandlersOf, type ParsedInputOf } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Months } from './months.js';
import { OwnRecords } from './own-records.js';

type Contracts = typeof checkIn.ownRecords;

@Controller()
export class OwnRecordsController implements HandlersOf<Contracts> {
  constructor(
    private readonly records: OwnRecords,
    private readonly months: Months,
  ) {}

  @Handles(checkIn.ownRecords.list)
  async list({ volunteerNo, year }: ParsedInputOf<Contracts['list']>) {
    return { records: await this.records.list(volunteerNo, year) };
  }

  @Handles(checkIn.ownRecords.month)
  async month(input: ParsedInputOf<Contracts['month']>) {
    return { people: await this.months.of(input) };
  }
}
