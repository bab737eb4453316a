import { runService } from '#service';
import { SCHEDULING_PLAN, SchedulingModule } from './scheduling.module.js';

await runService({ name: 'scheduling', plan: SCHEDULING_PLAN, modules: [SchedulingModule] });
