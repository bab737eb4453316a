/** The time now, epoch milliseconds. Handed in, so that tests decide what time it is. */
export abstract class Clock {
  abstract now(): number;
}

export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }
}
