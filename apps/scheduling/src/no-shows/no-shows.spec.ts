import { expect, test } from '@jest/globals';
import { isToAsk } from './no-shows.js';

const NOW = Date.parse('2026-11-26T12:00:00+08:00');
const ago = (minutes: number) => new Date(NOW - minutes * 60_000);

test.each([
  ['never asked', {}, true],
  ['asked a moment ago', { askedAt: ago(1) }, false],
  ['asked an hour ago', { askedAt: ago(60) }, true],
  ['closed before it was asked', { askedAt: ago(10), closed: { by: 'a', at: ago(20) } }, false],
  ['closed after it was asked', { askedAt: ago(10), closed: { by: 'a', at: ago(5) } }, true],
])('whether check-in is asked who came: %s', (_, plan, expected) => {
  expect(isToAsk(plan, NOW)).toBe(expected);
});
