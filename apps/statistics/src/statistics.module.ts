import { Readiness } from '#service';
import { Global, Module } from '@nestjs/common';
import { LiveCounty } from './follow/live-county.js';
import { ReportsController } from './reports/reports.controller.js';
import { Reports } from './reports/reports.js';

@Global()
@Module({
  controllers: [ReportsController],
  providers: [LiveCounty, Reports, { provide: Readiness, useExisting: LiveCounty }],
  exports: [Readiness],
})
export class StatisticsModule {}
