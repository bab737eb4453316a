import { type HandlersOf, type ParsedInputOf, statistics } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { divisionWithin } from './division-within.js';
import { Reports } from './reports.js';

type Contracts = typeof statistics.reports;

@Controller()
export class ReportsController implements HandlersOf<Contracts> {
  constructor(private readonly reports: Reports) {}

  @Handles(statistics.reports.year)
  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is the answer's
  async year({ year, division, within }: ParsedInputOf<Contracts['year']>) {
    return this.reports.year(year, divisionWithin(division, within));
  }

  @Handles(statistics.reports.recount)
  async recount({ year, division, within }: ParsedInputOf<Contracts['recount']>) {
    return await this.reports.recount(year, divisionWithin(division, within));
  }
}
