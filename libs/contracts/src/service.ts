import { z } from 'zod';
import { rpc } from './contract.js';

export const SERVICES = ['registry', 'scheduling', 'check-in', 'statistics'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** What every service answers. `ready` is false with the reason while something it depends on is gone. */
export function serviceContracts(service: ServiceName) {
  return {
    health: rpc({
      subject: `${service}.v1.health`,
      input: z.object({}),
      output: z.object({ ready: z.boolean(), reason: z.string().optional() }),
    }),
  };
}
