import { expect, test } from '@jest/globals';
import { ageBand } from './age-band.js';

test.each([
  [0, '<8'],
  [7, '<8'],
  [8, '8-13'],
  [13, '8-13'],
  [14, '14-17'],
  [17, '14-17'],
  [18, '18-27'],
  [27, '18-27'],
  [28, '28-34'],
  [34, '28-34'],
  [35, '35-39'],
  [39, '35-39'],
  [40, '40-44'],
  [44, '40-44'],
  [45, '45-59'],
  [59, '45-59'],
  [60, '60+'],
  [101, '60+'],
])('who turns %i in the year is in the band %s on its last day', (age, band) => {
  expect(ageBand(2022 - age, 2022)).toBe(band);
});
