import { setTimeout as delay } from 'node:timers/promises';
import { type Report } from './client.js';
import { failure, type Say } from './texts.js';

export interface WaitOptions {
  readonly signal: AbortSignal;
  readonly say: Say;
  readonly pauseMs?: number;
  /** The count may stand still this long before it is given up; milliseconds. */
  readonly standstillMs?: number;
}

/** Instants are told in whole seconds, rounded down: only a later second is surely later. */
const secondOf = (instant: number): number => Math.floor(instant / 1000);

/** Asks for the report until everything acknowledged up to an instant (epoch milliseconds) is counted in it. */
export async function untilCounted(
  report: () => Promise<Report>,
  instant: number,
  { signal, say, pauseMs = 500, standstillMs = 600_000 }: WaitOptions,
): Promise<Report> {
  let asOf = '';
  let movedAt = Date.now();
  let toldAt = Date.now();
  for (;;) {
    const found = await report();
    if (secondOf(Date.parse(found.asOf)) > secondOf(instant)) return found;
    const now = Date.now();
    if (found.asOf !== asOf) movedAt = now;
    asOf = found.asOf;
    if (now - movedAt >= standstillMs) throw failure('error.not_counted', { asOf, minutes: standstillMs / 60_000 });
    if (now - toldAt >= 10_000) {
      say('still_counting', { asOf });
      toldAt = now;
    }
    await delay(pauseMs, undefined, { signal });
  }
}
