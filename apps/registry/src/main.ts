import { runService } from '#service';
import { REGISTRY_PLAN, RegistryModule } from './registry.module.js';

await runService({ name: 'registry', plan: REGISTRY_PLAN, modules: [RegistryModule] });
