import { lengthOf, minutes } from './session.js';
import { type Pair } from './session-plan.js';
import { type Visit } from './visit.js';

/**
 * One person at two sessions at once: the time is credited once, to whichever interval begins first, of equal starts to the smaller
 * session number. Both visits belong to one person.
 */
export function attendBoth({ first, second, shape }: Pair, atFirst: Visit, atSecond: Visit): void {
  const through = (v: Visit) => {
    v.counts(
      v.checkIn(v.session.startsAt - v.random.int(15) * 60),
      v.checkOut(v.session.endsAt + v.random.int(30) * 60),
    );
  };
  if (shape === 'same start') {
    through(atFirst);
    through(atSecond);
    atFirst.attended(lengthOf(first));
    atSecond.attended(Math.max(0, lengthOf(second) - lengthOf(first)));
  } else if (shape === 'staggered') {
    // Leaves the first session a few minutes early, when the second has long begun; checked in there from its start.
    const early = minutes(atFirst.random.int(10));
    const { at: from, late } = atFirst.arrival();
    atFirst.counts(atFirst.checkIn(from), atFirst.checkOut(first.endsAt - early));
    through(atSecond);
    atFirst.attended(lengthOf(first) - late - early);
    atSecond.attended(second.endsAt - (first.endsAt - early));
  } else {
    // At the first session for its first 90 minutes and from minute 150 on; at the second, which lasts from minute 60 to 180,
    // until its minute 60. There only the minutes 90 to 120 are still to be credited.
    const minute = (n: number) => first.startsAt + minutes(n);
    atFirst.counts(atFirst.checkIn(minute(-5)), atFirst.checkOut(minute(90)));
    atFirst.counts(atFirst.checkIn(minute(150)), atFirst.checkOut(minute(250)));
    atSecond.counts(atSecond.checkIn(minute(55)), atSecond.checkOut(minute(120)));
    atFirst.attended(minutes(90 + 90));
    atSecond.attended(minutes(120 - 90));
  }
}
