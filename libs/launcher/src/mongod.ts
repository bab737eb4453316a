import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { type Db, MongoClient, MongoServerError } from 'mongodb';
import { type DataFolder } from './data-folder.js';
import { keptSecret } from './files.js';

const REPLICA_SET = 'rs0';
const USER = 'county';

/**
 * Changed pages stay in the cache until more of it is full than by default (5 %): while a county's files come in, writing them out early
 * took a quarter of mongod's CPU. What is acknowledged is in the journal either way.
 */
const EVICTION = [
  'eviction_dirty_target=60,eviction_dirty_trigger=80',
  'eviction_updates_target=60,eviction_updates_trigger=80',
  'eviction=(threads_min=1,threads_max=1)',
].join(',');

export interface MongoCredentials {
  readonly keyFile: string;
  readonly password: string;
}

export function mongoCredentials(folder: DataFolder): MongoCredentials {
  const keyFile = folder.secret('mongo-key');
  // Members of a replica set must share a key as soon as there are users, even where there is one member.
  keptSecret(keyFile, () => randomBytes(48).toString('base64'));
  return {
    keyFile,
    password: keptSecret(folder.secret('mongo-password'), () => randomBytes(24).toString('base64url')),
  };
}

export function mongoArgs(folder: DataFolder, port: number, keyFile: string): string[] {
  const dbPath = folder.at('mongo');
  mkdirSync(dbPath, { recursive: true, mode: 0o700 });
  return [
    ...['--dbpath', dbPath, '--replSet', REPLICA_SET, '--bind_ip', '127.0.0.1', '--port', String(port)],
    ...['--auth', '--keyFile', keyFile, '--nounixsocket', '--quiet'],
    ...['--wiredTigerCacheSizeGB', '1', '--oplogSize', '1024'],
    ...['--wiredTigerEngineConfigString', EVICTION],
    // What is slow is logged with its documents, which a log must not hold: nothing is that slow (milliseconds).
    ...['--slowms', '2147483647'],
    // A signal would otherwise be followed by 15 seconds of waiting for a successor that a set of one does not have.
    ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=500'],
    ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
    // A process that was killed leaves its transaction open, and what it wrote stays locked until then; 60 by default.
    ...['--setParameter', 'transactionLifetimeLimitSeconds=15'],
  ];
}

/** For the services. `directConnection`: the set has one member, and its name for itself may be an old port for a moment. */
export function mongoUri(port: number, password: string): string {
  return `mongodb://${USER}:${password}@127.0.0.1:${port}/?authSource=admin&directConnection=true&replicaSet=${REPLICA_SET}`;
}

const AUTHENTICATION_FAILED = 18;
const NOT_YET_INITIALIZED = 94;
const ALREADY_INITIALIZED = 23;
const USER_EXISTS = 51003;

const codeOf = (error: unknown): unknown => (error instanceof MongoServerError ? error.code : undefined);

async function withAdmin<T>(uri: string, work: (admin: Db) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, {
    directConnection: true,
    serverSelectionTimeoutMS: 2_000,
    connectTimeoutMS: 2_000,
    maxPoolSize: 1,
    monitorCommands: false,
  });
  try {
    return await work(client.db('admin'));
  } finally {
    await client.close();
  }
}

async function waitForPrimary(admin: Db, isOver: () => boolean): Promise<boolean> {
  for (;;) {
    const hello = await admin.command({ hello: 1 });
    if (hello['isWritablePrimary'] === true) return true;
    if (isOver()) return false;
    await sleep(20);
  }
}

/** The first start: the set and its user, through the exception that mongod makes for local connections while it has no user. */
async function setUp(port: number, password: string, isOver: () => boolean): Promise<void> {
  await withAdmin(`mongodb://127.0.0.1:${port}/`, async (admin) => {
    const config = { _id: REPLICA_SET, members: [{ _id: 0, host: `127.0.0.1:${port}` }] };
    await admin.command({ replSetInitiate: config }).catch((error: unknown) => {
      if (codeOf(error) !== ALREADY_INITIALIZED) throw error;
    });
    await waitForPrimary(admin, isOver);
    await admin.command({ createUser: USER, pwd: password, roles: ['root'] }).catch((error: unknown) => {
      if (codeOf(error) !== USER_EXISTS) throw error;
    });
  });
}

/** The set knows itself by host and port; where the port has changed it must be told, or it never becomes primary. */
async function correctAddress(admin: Db, port: number): Promise<void> {
  const { config } = (await admin.command({ replSetGetConfig: 1 })) as {
    config: { version: number; members: { host: string }[] };
  };
  const host = `127.0.0.1:${port}`;
  const [member] = config.members;
  if (!member || member.host === host) return;
  member.host = host;
  config.version += 1;
  await admin.command({ replSetReconfig: config, force: true });
}

/** Makes the replica set ready for writing, whatever state an earlier start left it in. Throws while mongod does not answer. */
export async function becomePrimary(port: number, password: string, isOver: () => boolean): Promise<void> {
  const ready = (): Promise<boolean> =>
    withAdmin(mongoUri(port, password).replace(/&replicaSet=\w+/, ''), async (admin) => {
      await correctAddress(admin, port);
      return waitForPrimary(admin, isOver);
    });
  try {
    await ready();
  } catch (error) {
    if (codeOf(error) !== AUTHENTICATION_FAILED && codeOf(error) !== NOT_YET_INITIALIZED) throw error;
    await setUp(port, password, isOver);
    await ready();
  }
}

/** The reason of a failed start, from mongod's log (one JSON object a line). */
export function mongoReason(lines: readonly string[]): string | undefined {
  const found: string[] = [];
  for (const line of lines) {
    try {
      const { s, msg, attr } = JSON.parse(line) as { s?: string; msg?: string; attr?: Record<string, unknown> };
      if (s !== 'E' && s !== 'F') continue;
      const detail = attr?.['error'] ?? attr?.['reason'] ?? attr?.['message'] ?? '';
      found.push(`${msg ?? ''} ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`.trim());
    } catch {
      if (/error|cannot|invalid|no space/i.test(line)) found.push(line.trim());
    }
  }
  return found.slice(0, 2).join('; ').slice(0, 400) || undefined;
}
