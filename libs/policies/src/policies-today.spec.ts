import { expect, test } from '@jest/globals';
import { chinaIso, type Clock } from '#kernel';
import type { ContractClient } from '#messaging';
import { PoliciesToday } from './policies-today.js';

test('a number is asked for at most every few seconds, and at once when another day begins in China', async () => {
  let now = Date.parse('2026-03-01T23:59:58+08:00');
  const asked: string[] = [];
  const client = {
    call: (_: unknown, { on }: { on: string }) => {
      asked.push(on);
      return Promise.resolve({ policies: [{ key: 'offer_minutes', value: on < '2026-03-02' ? 1440 : 90 }] });
    },
  } as unknown as ContractClient;
  const clock: Clock = { now: () => now };
  const policies = new PoliciesToday(client, clock);
  const values: [string, number][] = [];
  for (const seconds of [0, 1, 1, 4, 2, 10]) {
    now += seconds * 1000;
    values.push([chinaIso(now).slice(11, 19), await policies.value('offer_minutes')]);
  }
  const before: [string, number][] = [
    ['23:59:58', 1440],
    ['23:59:59', 1440],
  ];
  const after: [string, number][] = [
    ['00:00:00', 90],
    ['00:00:04', 90],
    ['00:00:06', 90],
    ['00:00:16', 90],
  ];
  expect(values).toEqual([...before, ...after]);
  expect(asked).toEqual(['2026-03-01', '2026-03-02', '2026-03-02', '2026-03-02']);
});
