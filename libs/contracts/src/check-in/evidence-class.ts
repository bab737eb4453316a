import { z } from 'zod';

export const evidenceClass = z.enum(['verified', 'attested', 'declared']);
