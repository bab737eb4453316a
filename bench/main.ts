/**
 * Measures the service against what it could cost. Every figure with a counterpart is a ratio of the two, measured alternately in this run,
 * the median of five rounds. `npm run bench`, about seven minutes on two cores; nothing else should be running.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { anyPort, type Servers, startServers } from '#launcher';
import { ADMINISTRATOR, TestStack } from '#testing';
import { MongoClient } from 'mongodb';
import { BATCH, BATCHES, batchesByChain, batchesByInsertMany, batchesByService } from './batches.ts';
import { bringIn, type County, makeCounty, recordsLike, recount } from './county.ts';
import { load, median } from './load.ts';
import { secondsToReady, watchNodeMemory } from './machine.ts';
import { PLACES, signUpsByOneWrite, signUpsByService } from './sign-ups.ts';
import { round, type Row, table } from './table.ts';
import { withAccounts } from './volunteers.ts';

const ROUNDS = 5;
const SECONDS_OF_LOAD = 5;
const CONNECTIONS = 64;

const folder = mkdtempSync(join(tmpdir(), 'county-bench-'));
const rows: Row[] = [];
const say = (text: string) => process.stderr.write(`${text}\n`);

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** What each of some works gives, in turn; medians by name. */
async function alternately<N extends string>(works: Readonly<Record<N, () => Promise<number>>>) {
  const names = Object.keys(works) as N[];
  const found = new Map(names.map((name): [N, number[]] => [name, []]));
  for (let i = 0; i < ROUNDS; i++) {
    for (const name of names) found.get(name)?.push(await works[name]());
    say(`  ${[...found.values()].map((f) => round(f.at(-1) ?? Number.NaN, 2)).join(' : ')}`);
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, median(values)])) as Record<N, number>;
}

async function startAndMemory(county: County): Promise<void> {
  say('from npm start to ready');
  const starts: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const dataDir = join(folder, `start-${i}`);
    starts.push(await secondsToReady(await anyPort(), dataDir));
    rmSync(dataDir, { recursive: true, force: true });
  }
  rows.push({
    measure: '`npm start` until ready, when installed',
    found: `${round(median(starts))} s`,
    against: '–',
    aim: '≤ 10 s',
  });

  say('files of the full county to settled figures');
  const memory: number[] = [];
  const { ours, python } = await alternately({
    ours: async () => {
      const stack = await TestStack.start();
      const watch = watchNodeMemory(process.pid);
      try {
        return await seconds(() => bringIn(stack, county));
      } finally {
        memory.push(watch.stop() - process.memoryUsage.rss() / 2 ** 20);
        await stack.stop();
      }
    },
    python: () => seconds(() => recount(county.dir)),
  });
  rows.push({
    measure: 'files of the full county to settled figures',
    found: `${round(ours)} s`,
    against: `\`bench/recount.py\`: ${round(python)} s`,
    ratio: ours / python,
    aim: '≤ 3 ×',
  });
  rows.push({
    measure: 'memory of all Node processes meanwhile, at its highest',
    found: `${round(median(memory), 0)} MiB`,
    against: '–',
    aim: '≤ 1,229 MiB',
  });
}

async function singles(stack: TestStack, county: County, address: string): Promise<void> {
  say(`one record a request, ${CONNECTIONS} connections: the service : A : C, records a second`);
  const next = recordsLike(county);
  const options = {
    connections: CONNECTIONS,
    seconds: SECONDS_OF_LOAD,
    status: 201,
    next: () => ({ token: stack.token, body: JSON.stringify(next()) }),
  };
  const of = {
    service: () => load(stack.address, { ...options, path: '/api/v1/attendance-records' }),
    A: () => load(address, { ...options, path: '/one' }),
    C: () => load(address, { ...options, path: '/gathered' }),
  };
  for (const warm of Object.values(of)) await warm();
  const found = { service: [] as number[], A: [] as number[], C: [] as number[] };
  const p99: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    for (const name of ['service', 'A', 'C'] as const) {
      const one = await of[name]();
      found[name].push(one.perSecond);
      if (name === 'service') p99.push(one.p99);
    }
    say(
      `  ${Object.values(found)
        .map((f) => round(f.at(-1) ?? Number.NaN, 0))
        .join(' : ')}`,
    );
  }
  const [ours, a, c] = [median(found.service), median(found.A), median(found.C)];
  const measure = `one record a request, ${CONNECTIONS} connections, until 201`;
  const told = `${round(ours, 0)} a second (p99 ${round(median(p99), 0)} ms)`;
  rows.push({
    measure,
    found: told,
    against: `A, fastify + zod + one \`insertOne\` a record: ${round(a, 0)}`,
    ratio: ours / a,
    aim: '≥ 1.2 ×',
  });
  rows.push({
    measure,
    found: told,
    against: `C, as A with writes gathered: ${round(c, 0)}`,
    ratio: ours / c,
    aim: '≥ 0.3 ×',
  });
}

async function signUps(stack: TestStack, client: MongoClient, address: string): Promise<void> {
  say('sign-ups for one session of 1,000 places, 64 connections: the service : one conditional write each, a second');
  // The token from the start may have run out by now.
  stack.token = await stack.signIn(ADMINISTRATOR.username, ADMINISTRATOR.password);
  const volunteers = await withAccounts(stack, client, PLACES);
  const byService = signUpsByService(stack, volunteers);
  const byOneWrite = signUpsByOneWrite(address, volunteers, client);
  await byService();
  await byOneWrite();
  const [ours, theirs, p99] = [[] as number[], [] as number[], [] as number[]];
  for (let i = 0; i < ROUNDS; i++) {
    const own = await byService();
    ours.push(own.perSecond);
    p99.push(own.p99);
    theirs.push((await byOneWrite()).perSecond);
    say(`  ${round(own.perSecond, 0)} : ${round(theirs.at(-1) ?? Number.NaN, 0)}`);
  }
  rows.push({
    measure: 'sign-ups for one session of 1,000 places, 64 connections',
    found: `${round(median(ours), 0)} a second (p99 ${round(median(p99), 0)} ms)`,
    against: `fastify + zod + one conditional write each: ${round(median(theirs), 0)}`,
    ratio: median(ours) / median(theirs),
    aim: '≥ 0.7 ×',
  });
}

/** Runs a program that the service is measured against, and ends it again; `work` gets the line that it prints when it is ready. */
async function withBare(
  program: readonly string[],
  { mongoUri, natsUrl }: Servers,
  work: (ready: string) => Promise<void>,
): Promise<void> {
  const bare = spawn(process.execPath, program, {
    env: { ...process.env, MONGODB_URI: mongoUri, NATS_URL: natsUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [ready] = (await once(createInterface(bare.stdout), 'line')) as [string];
    await work(ready);
  } finally {
    bare.kill();
  }
}

async function batches(stack: TestStack, county: County, client: MongoClient, chainAddress: string): Promise<void> {
  say(`batches of ${BATCH}: the service : insertMany : a bare chain, seconds for ${BATCHES}`);
  const next = recordsLike(county);
  const byService = batchesByService(stack, client, next);
  const byInsertMany = batchesByInsertMany(client, next);
  const byChain = batchesByChain(chainAddress, next);
  const works = {
    ours: () => seconds(byService.prepare()),
    driver: () => seconds(byInsertMany()),
    chain: () => seconds(byChain()),
  };
  for (const warm of Object.values(works)) await warm();
  const found = await alternately(works);
  await byService.kept();
  const perSecond = (s: number) => round((BATCH * BATCHES) / s, 0);
  const row = {
    measure: `batches of ${BATCH}, one after the other`,
    found: `${perSecond(found.ours)} records a second`,
  };
  rows.push({
    ...row,
    against: `the driver's \`insertMany\`: ${perSecond(found.driver)}`,
    ratio: found.driver / found.ours,
    aim: '≥ 0.3 ×',
  });
  rows.push({
    ...row,
    against: `a bare chain of HTTP, NATS and one transaction: ${perSecond(found.chain)}`,
    ratio: found.chain / found.ours,
    aim: '–',
  });
}

async function recounts(stack: TestStack, county: County, client: MongoClient): Promise<void> {
  say('recount of the year : reading the same documents with a cursor, seconds');
  // What the recount reads whole; of the check-in's copy of the numbers it reads only those with records, which are left out here.
  const collections = [
    client.db('check_in').collection('records'),
    ...['volunteers', 'teams', 'divisions'].map((name) => client.db('registry').collection(name)),
    client.db('scheduling').collection('sessions'),
  ];
  let read = 0;
  const { ours, theirs } = await alternately({
    ours: () =>
      seconds(async () => {
        const { body } = await stack.post(`/api/v1/reports/years/${county.year}/recount`, { token: stack.token });
        if (body.equal !== true) throw new Error(`the recount differs: ${JSON.stringify(body).slice(0, 300)}`);
      }),
    theirs: () =>
      seconds(async () => {
        read = 0;
        for (const collection of collections) {
          for await (const document of collection.find()) read += Object.keys(document).length > 0 ? 1 : 0;
        }
      }),
  });
  rows.push({
    measure: `recount of the year from ${read.toLocaleString('en-US')} documents`,
    found: `${round(ours, 2)} s`,
    against: `reading them with a cursor: ${round(theirs, 2)} s`,
    ratio: ours / theirs,
    aim: '≤ 3 ×',
  });
}

async function reports(stack: TestStack, county: County): Promise<void> {
  say("the year's report, one connection");
  const next = () => ({ token: stack.token });
  const options = { connections: 1, seconds: SECONDS_OF_LOAD, method: 'GET', status: 200, next };
  const path = `/api/v1/reports/years/${county.year}`;
  await load(stack.address, { ...options, path });
  const found = await load(stack.address, { ...options, path });
  rows.push({
    measure: "the year's report, one connection, p99",
    found: `${round(found.p99)} ms (p50 ${round(found.p50)} ms)`,
    against: '–',
    aim: '≤ 20 ms',
  });
}

try {
  const county = await makeCounty(join(folder, 'county'));
  await startAndMemory(county);
  const servers = await startServers({ dataDir: join(folder, 'servers'), ownGroup: false });
  try {
    const stack = await TestStack.start({ MONGODB_URI: servers.mongoUri, NATS_URL: servers.natsUrl });
    const client = await MongoClient.connect(servers.mongoUri);
    try {
      await bringIn(stack, county);
      await reports(stack, county);
      await recounts(stack, county, client);
      await withBare(['bench/bare-chain.ts', 'service'], servers, () =>
        withBare(['bench/bare-chain.ts', 'gateway'], servers, (address) => batches(stack, county, client, address)),
      );
      await withBare(['bench/bare.ts'], servers, async (address) => {
        await singles(stack, county, address);
        await signUps(stack, client, address);
      });
    } finally {
      await client.close();
      await stack.stop();
    }
  } finally {
    await servers.stop();
  }
  writeFileSync('bench/results.md', table(rows, ROUNDS));
  process.stdout.write(table(rows, ROUNDS));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
