import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measure, type MeasuredClock, timeByClockOf } from './clock.js';

const YEAR = 365 * 24 * 3_600_000;
const NOW = Date.parse('2026-10-01T09:00:00Z');
const seconds = (at: number) => Math.floor(at / 1_000) * 1_000;
const off = fc.integer({ min: -YEAR, max: YEAR });
const delay = fc.nat({ max: 30_000 });

test('the server’s time is told to within what is said, however slow and lopsided the network is', () => {
  fc.assert(
    fc.property(off, delay, delay, (offset, there, back) => {
      const sent = NOW - offset;
      const found = measure(undefined, seconds(NOW + there), sent, sent + there + back);
      expect(Math.abs(found.offset - offset)).toBeLessThanOrEqual(found.uncertainty + 1);
    }),
  );
});

test('a better measurement takes the place of a worse one, a worse one only where the clock was set', () => {
  fc.assert(
    fc.property(off, off, fc.array(fc.tuple(delay, delay), { minLength: 1, maxLength: 8 }), (first, second, delays) => {
      let found: MeasuredClock | undefined;
      let at = NOW;
      for (const [there, back] of delays) {
        found = measure(found, seconds(at + there), at - first, at - first + there + back);
        at += there + back + 5_000;
      }
      const best = Math.min(...delays.map(([there, back]) => (there + back) / 2 + 500));
      expect(found!.uncertainty).toBe(best);
      found = measure(found, seconds(at + 60_000), at - second, at - second + 120_000);
      expect(Math.abs(found.offset - second)).toBeLessThanOrEqual(found.uncertainty + best + 60_500 + 1);
      expect(found.at).toBe(seconds(at + 60_000));
    }),
  );
});

test('of a clock that was not set it is the device’s time; of one that was, it is off by no more than it was', () => {
  const scanned = fc.record({
    then: off,
    since: off,
    after: fc.nat({ max: YEAR }),
    waited: fc.nat({ max: YEAR }),
    known: fc.boolean(),
  });
  fc.assert(
    fc.property(scanned, delay, ({ then, since, after, waited, known }, uncertainty) => {
      // By the server's clock: heard of, scanned, handed in.
      const scannedAt = NOW + after;
      const handedIn = scannedAt + waited;
      const record = { occurredAt: seconds(scannedAt - then), ...(known ? { after: NOW } : {}) };
      const now = handedIn - since;
      const told = handedIn - timeByClockOf(record, { offset: since, uncertainty, at: handedIn }, now);
      if (then === since) expect(told).toBe(since);
      const slack = 1_000;
      expect(told).toBeGreaterThanOrEqual(Math.min(then, since) - slack);
      expect(told).toBeLessThanOrEqual(Math.max(then, since) + slack);
      // What no clock that shows the time as it is now can have shown is told.
      if (record.occurredAt > now + uncertainty + slack) expect(told).toBeLessThan(since);
      if (known && record.occurredAt + since < NOW - uncertainty - slack) expect(told).toBeGreaterThan(since);
    }),
    { numRuns: 2_000 },
  );
});
