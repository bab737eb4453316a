import { expect, it } from '@jest/globals';
import { ageOn } from './age.js';

it.each([
  ['2000-05-01', '2018-04-30', 17],
  ['2000-05-01', '2018-05-01', 18],
  ['2004-02-29', '2022-02-28', 17],
  ['2004-02-29', '2022-03-01', 18],
  ['2026-01-01', '2026-12-31', 0],
])('who was born on %s is on %s %i years old', (bornOn, day, age) => {
  expect(ageOn(bornOn, day)).toBe(age);
});
