import { setTimeout as sleep } from 'node:timers/promises';
import { DataFolder } from './data-folder.js';
import { linesSince } from './logs.js';
import { joined, messages, type Text, UserError } from './messages.js';
import { becomePrimary, mongoArgs, mongoCredentials, mongoReason, mongoUri } from './mongod.js';
import { natsAnswers, natsArgs, natsPassword, natsReason, natsUrl } from './nats-server.js';
import { type ServerName } from './pins.js';
import { accepts, freePort } from './ports.js';
import { findProgram } from './programs.js';
import { SupervisedProcess, type Watcher } from './supervised.js';
import { seriesOf } from './versions.js';

export interface ServerOptions {
  /** Holds data, logs, passwords and the ports used. */
  readonly dataDir: string;
  /** A MongoDB that is there already; none is started then. */
  readonly mongoUri?: string | undefined;
  /** A NATS that is there already; none is started then. */
  readonly natsUrl?: string | undefined;
  /** Own process groups, so that Ctrl-C does not reach them; off for tests, which end with their terminal. Default true. */
  readonly ownGroup?: boolean;
  readonly say?: (text: Text) => void;
  readonly watcher?: Watcher;
  /** Gives up the start. */
  readonly signal?: AbortSignal;
}

/** A real MongoDB (one-node replica set) and a real nats-server (JetStream), or the addresses of those that were given. */
export interface Servers {
  readonly mongoUri: string;
  readonly natsUrl: string;
  /** The processes that were started; each comes back by itself on the same port when it is killed. */
  readonly mongod: SupervisedProcess | undefined;
  readonly nats: SupervisedProcess | undefined;
  /** Waits until both answer again, e.g. after a `kill()`. */
  answering(): Promise<void>;
  /** NATS first, then MongoDB. */
  stop(): Promise<void>;
}

const OF_SERVER = {
  mongod: { graceMs: 5_000, reason: mongoReason },
  'nats-server': { graceMs: 2_000, reason: natsReason },
} as const;

const START_LIMIT_MS = 120_000;
const silent: Watcher = {
  changed: () => undefined,
  died: () => undefined,
  restarted: () => undefined,
  killed: () => undefined,
};

interface Server {
  readonly title: string;
  readonly process: SupervisedProcess;
  answers(): Promise<boolean>;
}

const isPortTaken = (lines: readonly string[]): boolean => lines.some((line) => /address already in use/i.test(line));

/** Waits for the first answer; a server that cannot start is not started again and again but reported, with the reason from its log. */
async function firstAnswer(server: Server, isOver: () => boolean): Promise<'answers' | 'port taken' | 'killed'> {
  const { process, title } = server;
  const end = Date.now() + START_LIMIT_MS;
  process.restarts = false;
  process.start();
  for (;;) {
    if (process.pid === undefined || Date.now() > end || isOver()) {
      await process.stop();
      if (isOver()) throw new Error('The start was given up.');
      const { logFile } = process.program;
      if (isPortTaken(linesSince(logFile, process.logFrom))) return 'port taken';
      if (process.lastEnd?.startsWith('SIGKILL')) return 'killed';
      throw new UserError(messages.serverFailed(title, process.lastEnd ?? '', logFile));
    }
    if (await server.answers()) break;
    await sleep(20);
  }
  process.restarts = true;
  return 'answers';
}

async function startOne(
  make: (port: number) => Server,
  before: number | undefined,
  isOver: () => boolean,
): Promise<[Server, number]> {
  let wanted = before;
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(wanted);
    const server = make(port);
    const outcome = await firstAnswer(server, isOver);
    if (outcome === 'answers') return [server, port];
    if (attempt === 5)
      throw new UserError(messages.serverFailed(server.title, 'no free port', server.process.program.logFile));
    wanted = outcome === 'killed' ? port : undefined;
  }
}

/** Starts what is not given by address, both at once; resolves when both answer and MongoDB takes writes. */
export async function startServers(options: ServerOptions): Promise<Servers> {
  const { dataDir, ownGroup = true, say = () => undefined, watcher = silent, signal } = options;
  const isOver = (): boolean => signal?.aborted === true;
  const folder = new DataFolder(dataDir);
  folder.open();
  const state = folder.state();
  const started: SupervisedProcess[] = [];

  const supervise = (name: ServerName, command: string, args: string[]): SupervisedProcess => {
    const env = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LANG: 'C',
      GLIBC_TUNABLES: process.env['GLIBC_TUNABLES'],
    };
    const program = { name, command, args, env, logFile: folder.log(name), ipc: false, ownGroup, ...OF_SERVER[name] };
    const supervised = new SupervisedProcess(program, watcher);
    started.push(supervised);
    return supervised;
  };
  const find = async (program: ServerName, title: string, series?: string): Promise<string> => {
    const { path, version, source, skipped } = await findProgram({ program, series, signal }, say);
    say(messages.using(title, version, source, joined(skipped, '；', '; ')));
    if (program === 'mongod' && series === undefined) folder.note({ mongoSeries: seriesOf(version) });
    return path;
  };

  const startMongo = async (): Promise<Server | undefined> => {
    if (options.mongoUri !== undefined) {
      say(messages.usingAddress('MongoDB'));
      return undefined;
    }
    const path = await find('mongod', 'MongoDB', state.mongoSeries);
    const { keyFile, password } = mongoCredentials(folder);
    const make = (port: number): Server => {
      const process = supervise('mongod', path, mongoArgs(folder, port, keyFile));
      const isGone = (): boolean => process.pid === undefined || isOver();
      return {
        title: 'MongoDB',
        process,
        // The driver would wait half a second between its tries to connect.
        answers: async () =>
          (await accepts(port)) &&
          becomePrimary(port, password, isGone).then(
            () => !isGone(),
            () => false,
          ),
      };
    };
    const [server, port] = await startOne(make, state.mongoPort, isOver);
    folder.note({ mongoPort: port });
    return server;
  };
  const startNats = async (): Promise<Server | undefined> => {
    if (options.natsUrl !== undefined) {
      say(messages.usingAddress('NATS'));
      return undefined;
    }
    const path = await find('nats-server', 'NATS');
    const password = natsPassword(folder);
    const make = (port: number): Server => ({
      title: 'NATS',
      process: supervise('nats-server', path, natsArgs(folder, port, password)),
      answers: () => natsAnswers(port),
    });
    const [server, port] = await startOne(make, state.natsPort, isOver);
    folder.note({ natsPort: port });
    return server;
  };

  const stop = async (): Promise<void> => {
    for (const name of ['nats-server', 'mongod']) {
      await Promise.all(started.filter((one) => one.name === name).map((one) => one.stop()));
    }
  };
  const results = await Promise.allSettled([startMongo(), startNats()]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const [mongo, nats] = results.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
  const now = folder.state();
  return {
    mongoUri: options.mongoUri ?? mongoUri(now.mongoPort ?? 0, mongoCredentials(folder).password),
    natsUrl: options.natsUrl ?? natsUrl(now.natsPort ?? 0, natsPassword(folder)),
    mongod: mongo?.process,
    nats: nats?.process,
    answering: async () => {
      for (const server of [mongo, nats]) {
        while (server && !(server.process.pid !== undefined && (await server.answers()))) await sleep(20);
      }
    },
    stop,
  };
}
