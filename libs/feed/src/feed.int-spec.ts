import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Sink, SmallFeed, type ThingFact, type Things, thingsFeed } from '#testing';

let feed: SmallFeed;
beforeEach(async () => {
  feed = await SmallFeed.open();
});
afterEach(() => feed.end());

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not ${what} within 15 s`);
    await sleep(5);
  }
}
const reached = (sink: Sink, position: number): Promise<void> =>
  until(`at ${position}`, () => sink.reached?.position === position);
const head = async (): Promise<number> => (await feed.client.call(thingsFeed.head, {})).position;
/** Until a follower has all that was told. */
const caughtUp = (sink: Sink, things: Things): Promise<void> =>
  until('caught up', async () => {
    const waiting = await things.outbox.waiting().toArray();
    return waiting.length === 0 && sink.reached?.position === (await head());
  });
/** Changes things one after the other, each told by a position of its own: what comes at once would be told by one. */
async function changeOneByOne(things: Things, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    const before = await head();
    await things.change(key);
    await until('numbered', async () => (await head()) === before + 1);
  }
}
const consumed = (): Promise<void> =>
  until('consumed', async () => ((await feed.askStream('INFO'))?.consumer_count ?? 0) > 0);
const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

test('facts arrive as soon as they are told, in the order of positions without gaps', async () => {
  const { things } = await feed.startOwner();
  const sink = new Sink();
  feed.follow(sink);
  await reached(sink, 0);
  const told: ThingFact[][] = [];
  const start = Date.now();
  for (const position of upTo(20)) {
    told.push(await things.change('a', `b${position}`));
    await reached(sink, position);
  }
  expect(Date.now() - start).toBeLessThan(20 * 400); // asking alone takes 800 ms each
  expect(sink.applied).toEqual(told.map((facts, i) => ({ position: i + 1, facts })));
  for (let i = 0; i < 50; i++) told.push(await things.change('a', `c${i}`));
  await caughtUp(sink, things);
  expect(sink.applied.flatMap((e) => e.facts)).toEqual(told.flat());
  expect(sink.applied.map((e) => e.position)).toEqual(upTo(sink.applied.length));
  expect(sink.applied.length).toBeLessThan(70); // what comes in quick succession is told together
  expect(await things.told()).toEqual(sink.applied);
});

test('messages that overtake each other are applied in the order of positions', async () => {
  const { things } = await feed.startOwner('never');
  const { outbox, transactions } = things;
  const sink = new Sink();
  feed.follow(sink);
  await reached(sink, 0);
  await consumed();
  for (const key of ['a', 'b', 'a', 'c']) await things.change(key);
  const entries = await outbox.entries.find().sort({ _id: 1 }).toArray();
  for (const [last, entry] of entries.entries())
    await transactions.run((session) => outbox.number([entry], last, session));
  const told = await things.told();
  for (const { position, facts } of told.toReversed()) {
    const message = JSON.stringify({ epoch: await outbox.epoch(), position, facts });
    await feed.stream.publish(thingsFeed.subject, String(position), message);
  }
  await reached(sink, 4);
  expect(sink.applied).toEqual(told);
});

test('positions go on where they were when all entries are forgotten and the owner starts again', async () => {
  const before = await feed.startOwner();
  const sink = new Sink();
  feed.follow(sink);
  await reached(sink, 0);
  await changeOneByOne(before.things, 'a', 'b', 'c');
  await reached(sink, 3);
  await before.things.forget();
  await before.stop();

  const { things } = await feed.startOwner();
  expect(await feed.client.call(thingsFeed.head, {})).toMatchObject({ epoch: sink.reached!.epoch, position: 3 });
  await changeOneByOne(things, 'd', 'a');
  await reached(sink, 5);
  expect(sink.applied.map((e) => e.position)).toEqual(upTo(5));
  expect((await things.told()).map((e) => e.position)).toEqual([4, 5]);
  expect(sink.state()).toEqual({ a: 2, b: 1, c: 1, d: 1 });
});

test('a follower that was away until entries were forgotten takes the snapshot and goes on from there', async () => {
  const { things } = await feed.startOwner();
  const sink = new Sink();
  const { stop } = feed.follow(sink);
  await reached(sink, 0);
  await changeOneByOne(things, 'a', 'b', 'c');
  await reached(sink, 3);
  await stop();
  await changeOneByOne(things, 'd', 'e', 'b', 'f', 'g');
  await things.forget();
  await things.change('a', 'h');

  sink.pages = 0;
  feed.follow(sink);
  await reached(sink, 9);
  expect(sink.pages).toBe(3); // of three things each
  expect(sink.state()).toEqual(await things.state());
  await things.change('i');
  await reached(sink, 10);
  expect(sink.state()).toEqual(await things.state());
  expect(sink.resets).toBe(1); // of what was there and is no more the snapshot does not tell
});

test('two relays at once tell each fact by one position and leave no gap', async () => {
  const owners = [await feed.startOwner('always'), await feed.startOwner('always')];
  const sink = new Sink();
  feed.follow(sink);
  await until('there', async () => (await feed.askStream('INFO')) !== undefined);
  const published = feed.published();
  await Promise.all(
    owners.flatMap(({ things }, o) =>
      upTo(6).map(async (c) => {
        for (let i = 0; i < 20; i++) await things.change(`${o}-${c}-${i}`);
      }),
    ),
  );
  await caughtUp(sink, owners[0]!.things);
  const told = await owners[0]!.things.told();
  expect(told.map((e) => e.position)).toEqual(upTo(told.length));
  const keys = told.flatMap((e) => e.facts.map((f) => f.key));
  expect([keys.length, new Set(keys).size]).toEqual([240, 240]);
  expect(sink.applied).toEqual(told.slice(-sink.applied.length));
  expect(sink.state()).toEqual(await owners[0]!.things.state());
  await until('all published', () => published.length >= told.length);
  published.sort((a, b) => a.position - b.position);
  expect(published).toEqual(told);
});

test('a relay that goes on after a pause gives no position that another has given, nor one to what has one', async () => {
  const { things } = await feed.startOwner('never');
  const { outbox, transactions } = things;
  for (const key of ['a', 'b', 'c']) await things.change(key);
  const [a, b, c] = await outbox.entries.find().sort({ _id: 1 }).toArray();
  const number = (entry: typeof a, last: number) => transactions.run((s) => outbox.number([entry!], last, s));
  await number(a, 0);
  await number(b, 1);
  await expect(number(c, 0)).rejects.toThrow();
  await expect(number(c, 1)).rejects.toThrow();
  await expect(number(a, 2)).rejects.toThrow();
  expect(await outbox.lastPosition()).toBe(2);
  await number(c, 2);
  expect((await things.told()).map((e) => e.position)).toEqual([1, 2, 3]);

  // Of entries that would become one, one has a position: then none gets any, and nothing is lost.
  for (const key of ['d', 'e']) await things.change(key);
  const waiting = await outbox.oldest();
  const together = [...waiting, c!];
  await expect(transactions.run((s) => outbox.number(together, 3, s))).rejects.toThrow('has a position already');
  expect(await outbox.oldest()).toEqual(waiting);
  const [one, ...others] = await transactions.run((s) => outbox.number(waiting, 3, s));
  expect(others).toEqual([]);
  expect(one).toMatchObject({
    position: 4,
    since: waiting[0]!.since,
    facts: '[{"key":"d","rev":1},{"key":"e","rev":1}]',
  });
  expect((await things.told()).map((e) => e.facts.length)).toEqual([1, 1, 1, 2]);

  // A long one stands alone, and nothing overtakes it.
  for (const [key, length] of [
    ['f', 1],
    ['g', 1],
    ['long', 30_000],
    ['h', 1],
  ] as const)
    await transactions.run((s) => outbox.add(s, [{ key, rev: 1, text: 'x'.repeat(length) }]));
  const mixed = await outbox.oldest();
  const numbered = await transactions.run((s) => outbox.number(mixed, 4, s));
  const keysOf = (facts: string) => (JSON.parse(facts) as { key: string }[]).map((f) => f.key);
  expect(numbered.map((e) => [e.position, keysOf(e.facts)])).toEqual([
    [5, ['f', 'g']],
    [6, ['long']],
    [7, ['h']],
  ]);
  expect(await outbox.oldest()).toEqual([]);
});

test('what waits for a position is found without reading what has one', async () => {
  const { things } = await feed.startOwner();
  await changeOneByOne(things, 'a', 'b', 'c');
  const { executionStats } = await things.outbox.waiting().sort({ _id: 1 }).explain('executionStats');
  expect(executionStats).toMatchObject({ nReturned: 0, totalDocsExamined: 0 });
});

test('a follower starts over when the owner has another database, and takes nothing of the old feed along', async () => {
  const old = await feed.startOwner();
  const sink = new Sink();
  const { follower } = feed.follow(sink);
  await reached(sink, 0);
  await changeOneByOne(old.things, 'a', 'b', 'a');
  await reached(sink, 3);
  const { epoch } = sink.reached!;
  await consumed();
  const away = new Sink();
  const { stop } = feed.follow(away);
  await reached(away, 3);
  await stop();
  // A message of the old feed that waits in the follower for the one before it, which never comes.
  const stray = JSON.stringify({ epoch, position: 5, facts: [{ key: 'stray', rev: 1 }] });
  await feed.stream.publish(thingsFeed.subject, 'stray', stray);
  await old.stop();
  await feed.dropDatabase();

  const claims: number[] = [];
  sink.onPage = () => claims.push(follower.asOf);
  const { things } = await feed.startOwner();
  await changeOneByOne(things, 'a', 'c', 'd', 'e');
  await until('in the new feed', () => sink.reached?.epoch !== epoch && sink.reached?.position === 4);
  expect(sink.resets).toBe(1);
  expect(sink.state()).toEqual(await things.state());
  await things.change('c');
  await until('on', () => (sink.reached?.position ?? 0) >= 5);
  expect(sink.state()).toEqual({ a: 1, c: 2, d: 1, e: 1 });
  expect(new Set(claims)).toEqual(new Set([-Infinity])); // nothing of the new feed was applied yet

  // One that comes back when the new feed is farther than the old one was knows it by the epoch alone.
  feed.follow(away);
  await reached(away, 5);
  expect(away.resets).toBe(1);
  expect(away.state()).toEqual(sink.state());
});

test('what the stream loses arrives by asking', async () => {
  const { things } = await feed.startOwner();
  const sink = new Sink();
  feed.follow(sink);
  await reached(sink, 0);
  for (let i = 0; i < 60; i++) {
    if (i % 20 === 10) await feed.askStream('DELETE');
    await things.change('a', `b${i}`);
    if (i % 5 === 0) await sleep(200); // so that it is not told by a few entries
  }
  await caughtUp(sink, things);
  const told = await things.told();
  expect(sink.applied).toEqual(told);
  expect(told.flatMap((e) => e.facts)).toHaveLength(120);
  expect((await feed.askStream('INFO'))?.messages ?? 0).toBeLessThan(told.length);
  expect(sink.pages).toBe(1); // the empty one at the beginning
});

test('asOf never passes over what was acknowledged and is not applied', async () => {
  const owners = [await feed.startOwner(), await feed.startOwner()];
  const sink = new Sink();
  const { follower } = feed.follow(sink);
  await until('told', () => Number.isFinite(follower.asOf));
  const acknowledged: { key: string; at: number }[] = [];
  const heads: { position: number; asOf: number }[] = [];
  const claims = new Set<number>();
  const wrong: unknown[] = [];
  const end = Date.now() + 5_000;
  const meanwhile = async (pauseMs: number, work: (i: number) => unknown): Promise<void> => {
    for (let i = 0; Date.now() < end; i++) {
      await work(i);
      await sleep(Math.random() * pauseMs);
    }
  };
  const add = (way: 'change' | 'record') => (c: number) =>
    meanwhile(20, async (i) => {
      const key = `${way}-${c}-${i}`;
      await owners[c % 2]!.things[way](key);
      acknowledged.push({ key, at: Date.now() });
    });
  await Promise.all([
    ...upTo(4).flatMap((c) => [add('change')(c), add('record')(c)]),
    meanwhile(100, () => owners[0]!.things.settle()),
    meanwhile(800, () => feed.askStream('DELETE')),
    ...upTo(3).map(() => meanwhile(0, async () => heads.push(await feed.client.call(thingsFeed.head, {})))),
    meanwhile(0, () => {
      claims.add(follower.asOf);
      for (const a of acknowledged) if (a.at < follower.asOf && !sink.has(a.key)) wrong.push(a);
    }),
  ]);
  await owners[0]!.things.settle();
  await until('all told', () => follower.asOf > end && acknowledged.every((a) => sink.has(a.key)));
  const told = await owners[0]!.things.told();
  const positions = new Map(told.flatMap((e) => e.facts.map((f) => [f.key, e.position!] as const)));
  for (const head of heads) {
    const passed = acknowledged.filter((a) => a.at < head.asOf && positions.get(a.key)! > head.position);
    if (passed.length > 0) wrong.push({ head, passed });
  }
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(claims.size).toBeGreaterThan(2);
  expect(heads.length).toBeGreaterThan(50);
});

test('owner and follower end when they are told to, also in the midst of starting', async () => {
  const endsInTime = async (running: Promise<unknown>): Promise<void> => {
    const late = sleep(5_000, 'still running', { ref: false });
    expect(await Promise.race([running.then(() => 'ended'), late])).toBe('ended');
  };
  await endsInTime(feed.startOwner().then(({ stop }) => stop()));
  await feed.startOwner();
  const followers = upTo(40).map(async () => {
    const { stop } = feed.follow(new Sink());
    await sleep(Math.random() * 10);
    await stop();
  });
  await endsInTime(Promise.all(followers));
});

test('what is too long for one message is told in several entries', async () => {
  const { things } = await feed.startOwner();
  const sink = new Sink();
  feed.follow(sink);
  await reached(sink, 0);
  const facts = ['a', 'b', 'c'].map((key) => ({ key: key.repeat(300_000), rev: 1 }));
  await things.transactions.run((session) => things.outbox.add(session, facts));
  things.outbox.added.wake();
  await reached(sink, 3);
  expect(sink.applied.map((entry) => entry.facts)).toEqual(facts.map((fact) => [fact]));
});
