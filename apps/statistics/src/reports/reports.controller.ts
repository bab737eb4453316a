import { type HandlersOf, type ParsedInputOf, statistics } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Reports } from './reports.js';

type Contracts = typeof statistics.reports;

@Controller()
export class ReportsController implements HandlersOf<Contracts> {
  constructor(private readonly reports: Reports) {}

  @Handles(statistics.reports.year)
  year({ year, division }: ParsedInputOf<Contracts['year']>) {
    return Promise.resolve(this.reports.year(year, division));
  }

  @Handles(statistics.reports.recount)
  recount({ year, division }: ParsedInputOf<Contracts['recount']>) {
    return this.reports.recount(year, division);
  }
}
