import { runService } from '#service';
import { CHECK_IN_PLAN, CheckInModule } from './check-in.module.js';

await runService({ name: 'check-in', plan: CHECK_IN_PLAN, modules: [CheckInModule] });
