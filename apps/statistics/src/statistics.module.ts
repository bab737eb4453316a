import { RecognitionRules } from '#policies';
import { Readiness } from '#service';
import { Global, Module } from '@nestjs/common';
import { LiveCounty } from './follow/live-county.js';
import { RecognitionController } from './recognition/recognition.controller.js';
import { Recognition } from './recognition/recognition.js';
import { ReportsController } from './reports/reports.controller.js';
import { Reports } from './reports/reports.js';

@Global()
@Module({
  controllers: [ReportsController, RecognitionController],
  providers: [LiveCounty, Reports, RecognitionRules, Recognition, { provide: Readiness, useExisting: LiveCounty }],
  exports: [Readiness],
})
export class StatisticsModule {}
