import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ownName } from '#testing';
import { type Connection, createConnection } from 'mongoose';
import { Leases } from './leases.js';

/** Longer than a lease holds without being renewed. */
const LONG_MS = 5_500;

let connection: Connection;
let one: Leases;
let other: Leases;
const over = new AbortController();

beforeAll(async () => {
  connection = await createConnection(process.env['MONGODB_URI']!, { dbName: ownName() }).asPromise();
  [one, other] = [new Leases(connection), new Leases(connection)];
});
afterAll(async () => {
  over.abort();
  await connection.dropDatabase();
  await connection.close();
});

/** Works on something until it is told to end; notes when it began and ended, and whether it did at the same time as another. */
class Work {
  held: string[] = [];
  began = 0;
  ended = 0;
  together = 0;

  by(leases: Leases, who: string, name: string, signal: AbortSignal): Promise<void> {
    return leases.whileHeld(name, signal, async (held) => {
      this.began++;
      this.held.push(who);
      if (this.held.length > 1) this.together++;
      if (!held.aborted) await once(held, 'abort');
      this.held = this.held.filter((w) => w !== who);
      this.ended++;
    });
  }
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 8_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it did not come about');
    await sleep(20);
  }
}

test('leases of one process are kept by all of them being renewed; one that is lost ends its own work alone; what is given up another takes', async () => {
  const [a, b] = [new Work(), new Work()];
  const first = new AbortController();
  const working = [
    ...[a.by(one, 'one', 'a', first.signal), b.by(one, 'one', 'b', first.signal)],
    ...[a.by(other, 'other', 'a', over.signal), b.by(other, 'other', 'b', over.signal)],
  ];
  await until(() => a.held.length === 1 && b.held.length === 1);
  const [ofA] = a.held;
  await sleep(LONG_MS);
  expect([a.held, a.began, a.ended, b.began, b.ended]).toEqual([[ofA], 1, 0, 1, 0]);

  // Somebody else has it, as after a pause that was longer than a lease; for longer than it takes until that is noticed.
  const leases = connection.collection<{ _id: string; holder: string; until: Date }>('leases');
  await leases.updateOne({ _id: 'a' }, { $set: { holder: 'somebody', until: new Date(Date.now() + 3_500) } });
  await until(() => a.ended === 1);
  expect([b.began, b.ended]).toEqual([1, 0]);
  await until(() => a.held.length === 1);

  first.abort();
  await until(() => a.held[0] === 'other' && b.held[0] === 'other');
  over.abort();
  await Promise.all(working);
  expect([a.held, b.held, a.together, b.together]).toEqual([[], [], 0, 0]);
  expect(await leases.countDocuments()).toBe(0);
}, 30_000);
