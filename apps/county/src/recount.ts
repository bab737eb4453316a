import { type Gateway } from './client.js';
import { type Session } from './session.js';
import { failure } from './texts.js';

/** Has the year counted anew from the records alone; a difference is an error. */
export async function recountYear(
  year: number,
  division: string | undefined,
  gateway: Gateway,
  session: Session,
): Promise<void> {
  const { equal, differences, records } = await gateway.recount(year, division);
  if (equal) {
    const seconds = (records.milliseconds / 1000).toFixed(1);
    session.say('recount_equal', { year, persons: records.persons, seconds });
    return;
  }
  session.say('recount_different', { count: differences.length });
  for (const { path, counted, recounted } of differences) {
    session.say('difference', { path, counted: JSON.stringify(counted), recounted: JSON.stringify(recounted) });
  }
  throw failure('error.different');
}
