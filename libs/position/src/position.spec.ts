import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { distance, judgePosition, type Point, type Position, type Site, toGcj02, toWgs84 } from './index.js';

const inChina = fc.record({
  latitude: fc.double({ min: 18, max: 53.5, noNaN: true }),
  longitude: fc.double({ min: 73.6, max: 135, noNaN: true }),
});
const METRES_A_DEGREE = 111_195;
const north = (p: Point, metres: number): Point => ({ ...p, latitude: p.latitude + metres / METRES_A_DEGREE });

describe('the two datums', () => {
  test('are those of the public programs: a known point of Beijing', () => {
    const there = toGcj02({ latitude: 39.915, longitude: 116.404 });
    expect(there.latitude).toBeCloseTo(39.91640428150164, 8);
    expect(there.longitude).toBeCloseTo(116.41024449916938, 8);
  });

  test('lead back to the same point to within a metre, which differs from it by some hundred', () => {
    fc.assert(
      fc.property(inChina, (point) => {
        const shifted = toGcj02(point);
        expect(distance(toWgs84(shifted), point)).toBeLessThan(1);
        expect(distance(shifted, point)).toBeGreaterThan(10);
        expect(distance(shifted, point)).toBeLessThan(2_000);
      }),
    );
  });

  test('are one outside of China', () => {
    const paris = { latitude: 48.85, longitude: 2.35 };
    expect([toGcj02(paris), toWgs84(paris)]).toEqual([paris, paris]);
  });
});

test('a distance is that of the great circle: a degree of the meridian, and the same both ways', () => {
  expect(distance({ latitude: 28, longitude: 112 }, { latitude: 29, longitude: 112 })).toBeCloseTo(METRES_A_DEGREE, 0);
  fc.assert(fc.property(inChina, inChina, (a, b) => expect(distance(a, b)).toBeCloseTo(distance(b, a), 6)));
});

const BOUND = 100;
const site = (at: Point, radiusMetres: number, datum: Site['datum'] = 'WGS-84'): Site => ({
  ...at,
  name: '',
  datum,
  radiusMetres,
});
const radius = fc.integer({ min: 20, max: 2_000 });
const accuracy = fc.double({ min: 0, max: 5_000, noNaN: true });

describe('a position', () => {
  test('within radius and accuracy, of which no more than the bound is believed, is inside, among any other sites and in either datum', () => {
    fc.assert(
      fc.property(
        inChina,
        radius,
        accuracy,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.tuple(inChina, radius), { maxLength: 5 }),
        fc.boolean(),
        (middle, radiusMetres, accuracyMetres, share, others, isGcj) => {
          const most = radiusMetres + Math.min(accuracyMetres, BOUND);
          const here = north(middle, Math.max(0, share * most - 1));
          const position: Position = isGcj
            ? { ...toGcj02(here), datum: 'GCJ-02', accuracyMetres }
            : { ...here, datum: 'WGS-84', accuracyMetres };
          const sites = [...others.map(([at, r]) => site(at, r)), site(middle, radiusMetres)];
          expect(judgePosition(position, sites, BOUND).inside).toBe(true);
        },
      ),
    );
  });

  test('beyond that of every site is outside, and is told how far the nearest is', () => {
    fc.assert(
      fc.property(
        inChina,
        radius,
        accuracy,
        fc.integer({ min: 2, max: 5_000 }),
        (middle, r, accuracyMetres, farther) => {
          const away = r + Math.min(accuracyMetres, BOUND) + farther;
          const position: Position = { ...north(middle, away), datum: 'WGS-84', accuracyMetres };
          const found = judgePosition(position, [site(middle, r)], BOUND);
          expect(found.inside).toBe(false);
          expect(Math.abs(found.distance - away)).toBeLessThan(1);
        },
      ),
    );
  });

  test('is nowhere inside where there are no sites', () => {
    const here: Position = { latitude: 28, longitude: 112, datum: 'WGS-84', accuracyMetres: 1 };
    expect(judgePosition(here, [], BOUND)).toMatchObject({ inside: false, site: undefined });
  });

  test('of one datum taken for the other is hundreds of metres off, so the datum matters', () => {
    const middle = { latitude: 28.5, longitude: 112.1 };
    const told: Position = { ...toGcj02(middle), datum: 'GCJ-02', accuracyMetres: 5 };
    expect(judgePosition(told, [site(middle, 50)], BOUND).inside).toBe(true);
    expect(judgePosition({ ...told, datum: 'WGS-84' }, [site(middle, 50)], BOUND).inside).toBe(false);
    expect(judgePosition(told, [site(toGcj02(middle), 50, 'GCJ-02')], BOUND).inside).toBe(true);
  });
});
