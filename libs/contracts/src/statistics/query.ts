import { z } from 'zod';
import { scope } from '../access.js';

/** What every question about a year's figures says: the year, the division's code (null for everything or for the caller's own), and where the caller may look. */
export const reportQuery = z.object({
  year: z.int().min(1).max(9999),
  division: z.string().max(40).nullable(),
  within: scope,
});
