/** The time now, epoch milliseconds. Handed in, so that tests decide what time it is. */
export abstract class Clock {
  abstract now(): number;
}

export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }
}

/** When the second of an instant began, epoch milliseconds: records and what is signed are in whole seconds. */
export function wholeSecond(instant: number): number {
  return Math.floor(instant / 1000) * 1000;
}
