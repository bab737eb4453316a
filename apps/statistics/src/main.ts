import { runService } from '#service';
import { StatisticsModule } from './statistics.module.js';

await runService({ name: 'statistics', modules: [StatisticsModule] });
