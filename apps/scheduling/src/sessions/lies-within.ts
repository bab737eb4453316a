import { withinFilter } from '#access';
import type { Scope } from '#contracts';

/** The filter of sessions, plans and activities that lie within a scope. */
export const liesWithin = (within: Scope): object => withinFilter(within, { division: 'division', team: 'teamNo' });
