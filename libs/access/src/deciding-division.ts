import type { RecognitionLevel } from '#attendance';
import { leastDivision } from './least-division.js';

/** Length of the code of what decides at each level: the parent organisation (上级组织) of villages and their teams is the township. */
const LENGTH = { parent: 9, county: 6 } as const;

/**
 * The division whose offices decide at a level about a day of service that took place in some: the township that holds all of them, or else, and for what goes
 * beyond the township, the county. Blank where none does: then whoever may decide everywhere.
 */
export const decidingDivision = (level: RecognitionLevel, divisions: readonly string[]): string =>
  leastDivision(divisions, LENGTH[level]);
