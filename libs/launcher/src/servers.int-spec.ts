import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { DataFolder } from './data-folder.js';
import { identify, isRunning, type ProcessId } from './processes.js';
import { type Servers, startServers } from './servers.js';
import { type SupervisedProcess } from './supervised.js';

const dataDir = mkdtempSync(join(tmpdir(), 'county-test-'));
const folder = new DataFolder(dataDir);
const endings: string[] = [];
const running = new Map<string, ProcessId | undefined>();
const watcher = {
  changed: ({ name, id }: SupervisedProcess): void => {
    if (id === undefined) endings.push(name);
    running.set(name, id);
    // By this the next run of the tests tidies up after one that was killed.
    const children = [...running.values()].filter((one) => one !== undefined);
    if (existsSync(dataDir))
      writeFileSync(folder.at('run.json'), JSON.stringify({ owner: identify(process.pid), children }));
  },
  died: () => undefined,
  restarted: () => undefined,
  killed: () => undefined,
};
const start = (): Promise<Servers> => startServers({ dataDir, ownGroup: false, watcher });

async function things<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
const count = (uri: string): Promise<number> =>
  things(uri, (client) => client.db('t').collection('things').countDocuments());

function holdPort(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1', () => resolve(server));
  });
}

describe('the servers', () => {
  let servers: Servers;
  beforeAll(async () => {
    servers = await start();
  });
  afterAll(async () => {
    await servers.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('take writes in transactions, for those who have the password', async () => {
    await things(servers.mongoUri, (client) =>
      client.withSession((session) =>
        session.withTransaction(() => client.db('t').collection('things').insertOne({ a: 1 }, { session })),
      ),
    );
    expect(await count(servers.mongoUri)).toBe(1);
    const stranger = servers.mongoUri.replace(/county:[^@]+@/, 'county:wrong@');
    await expect(count(stranger)).rejects.toThrow('Authentication failed');
  });

  test('keep their secrets in files that nobody else can read', () => {
    for (const name of ['mongo-key', 'mongo-password', 'nats-password', 'nats.conf']) {
      expect(statSync(folder.secret(name)).mode & 0o077).toBe(0);
    }
  });

  test('come back by themselves at the same address after kill -9, with the data', async () => {
    const [mongod, nats] = [servers.mongod!, servers.nats!];
    const before = [mongod.id!, nats.id!];
    mongod.kill();
    nats.kill();
    while (before.some(isRunning)) await new Promise((resolve) => setTimeout(resolve, 10));
    await servers.answering();
    expect([mongod.starts, nats.starts]).toEqual([2, 2]);
    expect(await count(servers.mongoUri)).toBe(1);
  });

  test('stop in order, NATS first, and start again even if another program has taken their ports', async () => {
    const { mongoPort, natsPort } = folder.state();
    endings.length = 0;
    const running = [servers.mongod!.id!, servers.nats!.id!];
    await servers.stop();
    expect(endings).toEqual(['nats-server', 'mongod']);
    expect(running.some(isRunning)).toBe(false);

    const takers = [await holdPort(mongoPort!), await holdPort(natsPort!)];
    servers = await start();
    takers.forEach((taker) => taker.close());
    expect(folder.state().mongoPort).not.toBe(mongoPort);
    expect(await count(servers.mongoUri)).toBe(1);
  });

  test('that cannot start are reported with the reason', async () => {
    await servers.stop();
    writeFileSync(folder.at('mongo', 'WiredTiger.turtle'), 'damaged');
    await expect(start()).rejects.toThrow(/MongoDB failed to start.*WiredTiger/s);
  });
});
