import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Transactions } from '#mongo';
import type { Abstract } from '@nestjs/common';
import fc from 'fast-check';
import { TeamRepository } from '../teams/team.repository.js';
import { type RegistryHere, startRegistry } from '../testing/registry-here.js';

let registry: RegistryHere;
const get = <T>(type: Abstract<T>): T => registry.get(type);

beforeAll(async () => (registry = await startRegistry()));
afterAll(() => registry.stop());

const DAYS = Array.from({ length: 8 }, (_, i) => `2026-03-0${i + 1}`);
interface Said {
  readonly name: string;
  readonly division: string;
}
/** One field that is another from a day on, as divisions are; a name is so from the day of the act. */
const act = fc.record({ back: fc.nat(4), later: fc.nat(2), isMoved: fc.boolean() });

let nth = 0;
test('a team was on every day what all acts since say of it, also those whose day is before that of an earlier act', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 6 }), async (acts) => {
      const teams = get(TeamRepository);
      const run = get(Transactions);
      const _id = `T${nth++}`;
      const team = { _id, digest: 'x', name: '0', teamType: '', category: '', division: '0', foundedOn: '2020-01-01' };
      await run.run((session) => teams.apply([{ ...team, sealed: Buffer.from('x') }], DAYS[0]!, session));
      const days = new Map(DAYS.map((day): [string, Said] => [day, { name: '0', division: '0' }]));
      let today = 0;
      for (const [i, { back, later, isMoved }] of acts.entries()) {
        today = Math.min(today + later, DAYS.length - 1);
        const from = DAYS[isMoved ? Math.max(0, today - back) : today]!;
        const to = isMoved ? { division: `${i + 1}` } : { name: `${i + 1}` };
        await run.run(async (session) => teams.change((await teams.lock(_id, session))!, to, from, session));
        for (const [day, was] of days) if (day >= from) days.set(day, { ...was, ...to });
      }
      for (const [day, was] of days) expect([day, await teams.asOf(_id, day)]).toMatchObject([day, was]);
    }),
    { numRuns: 60 },
  );
});
