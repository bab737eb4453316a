import { expect, test } from '@jest/globals';
import { type Clock, DomainError } from '#kernel';
import type { ContractClient } from '#messaging';
import { RecognitionRules } from './recognition-rules.js';

const entry = (key: string, from: string, value: number) => ({ key, from, value, source: '', setBy: '' });
const DEFAULTS = [
  entry('daily_minutes_at_once', '2017-12-01', 480),
  entry('daily_minutes_parent', '2017-12-01', 720),
  entry('full_attendance_percent', '2017-12-01', 60),
];

test('each day has the limits that are in force on it, and days before the first those of the first', async () => {
  let now = 0;
  let policies = DEFAULTS;
  let asked = 0;
  const client = { call: () => (asked++, Promise.resolve({ policies })) } as unknown as ContractClient;
  const clock: Clock = { now: () => now };
  const rules = new RecognitionRules(client, clock);
  const usual = { atOnce: 480, withParent: 720, fullPercent: 60 };
  const before = await rules.byDay();
  for (const day of ['2016-01-01', '2017-11-30', '2017-12-01', '2026-01-01']) expect(before.on(day)).toEqual(usual);

  policies = [entry('daily_minutes_at_once', '2026-01-02', 360), ...DEFAULTS];
  expect(await rules.byDay()).toBe(before); // asked every few seconds at most
  now += 5_001;
  const after = await rules.byDay();
  expect(after.version).not.toBe(before.version);
  expect(after.on('2026-01-01')).toEqual(usual);
  expect(after.on('2026-01-02')).toEqual({ ...usual, atOnce: 360 });
  now += 5_001;
  expect(await rules.byDay()).toBe(after); // the same table is the same rules
  expect(asked).toBe(3);
});

test('while registry does not answer, what it told last holds to the end of that day, as nothing that is set is in force sooner', async () => {
  let now = Date.parse('2026-03-01T12:00:00+08:00');
  let answers = false;
  const client = {
    call: () =>
      answers ? Promise.resolve({ policies: DEFAULTS }) : Promise.reject(new DomainError('UNAVAILABLE', {})),
  } as unknown as ContractClient;
  const rules = new RecognitionRules(client, { now: () => now });
  await expect(rules.byDay()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  answers = true;
  const told = await rules.byDay();
  answers = false;
  now = Date.parse('2026-03-01T23:59:59+08:00');
  expect(await rules.byDay()).toBe(told);
  now += 1000;
  await expect(rules.byDay()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
