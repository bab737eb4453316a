import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, accountFor } from './account.js';
import { DataFolder } from './data-folder.js';
import { keptSecret } from './files.js';
import { acquireLock, type Lock } from './lock.js';
import { linesSince } from './logs.js';
import { messages, type Text, UserError } from './messages.js';
import { checkMasterKey, type StackOptions } from './options.js';
import { freePort, listenError } from './ports.js';
import { endProcess, identify } from './processes.js';
import { whyNotReady } from './ready.js';
import { leftovers, readRun, removeRun, writeRun } from './run-file.js';
import { type Servers, startServers } from './servers.js';
import {
  FIRST_COLLECTED_MB,
  mainOf,
  nodeProgram,
  root,
  type Service,
  serviceEnv,
  services,
  type ServiceSettings,
} from './services.js';
import { SupervisedProcess, type Watcher } from './supervised.js';

/** Everything that runs on one data folder. */
export interface Stack {
  /** As this machine reaches the gateway, e.g. `http://127.0.0.1:3000`. */
  readonly address: string;
  /** The command line's token for the gateway. */
  readonly token: string;
  readonly account: Account;
  readonly folder: DataFolder;
  /** Every process of a service or server, for tests of faults. */
  readonly processes: readonly SupervisedProcess[];
}

/** Thrown by a start that was told to stop. */
export class Stopped extends Error {}

/** A service that dies this often in a row before everything was ever ready will not come up by itself. */
const HOPELESS_DEATHS = 5;
const GRACE_MS = { gateway: 3_500, service: 7_000 };

const versionOfProduct = (): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;

/** A host as a client on this machine writes it. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Starts everything on a data folder, in order, and stops it in the opposite order, at whatever point of the start that may be. */
export class Launch {
  readonly #folder: DataFolder;
  readonly #address: string;
  readonly #token = randomBytes(32).toString('hex');
  readonly #processes = new Set<SupervisedProcess>();
  #lock: Lock | undefined;
  #servers: Servers | undefined;
  readonly #over = new AbortController();
  #ready = false;
  #starting: Promise<Stack> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(
    private readonly options: StackOptions,
    private readonly say: (text: Text) => void,
  ) {
    this.#folder = new DataFolder(options.dataDir);
    this.#address = `http://${reachable(options.host)}:${options.port}`;
  }

  /** Resolves when the gateway says that all is ready. */
  start(): Promise<Stack> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<Stack> {
    const { options, say } = this;
    const folder = this.#folder;
    const missing = services.map(({ name }) => mainOf(name)).find((file) => !existsSync(file));
    if (missing !== undefined) throw new UserError(messages.notBuilt(missing));
    folder.open();
    this.#lock = await acquireLock({
      file: folder.at('launcher.lock'),
      dataDir: folder.path,
      address: this.#address,
      say,
    });
    await this.#endLeftovers();
    this.#over.signal.throwIfAborted();
    await this.#checkPort();
    folder.claim(versionOfProduct(), options.demo);
    const masterKey =
      options.masterKey ??
      checkMasterKey(
        keptSecret(folder.secret('master-key'), () => randomBytes(32).toString('base64')),
        folder.secret('master-key'),
      );
    const account = accountFor(options, folder.state());
    this.#servers = await startServers({
      ...options,
      say,
      watcher: this.#watcher,
      signal: this.#over.signal,
    });
    this.#over.signal.throwIfAborted();
    const settings = {
      ...options,
      mongoUri: this.#servers.mongoUri,
      natsUrl: this.#servers.natsUrl,
      masterKey,
      cliToken: this.#token,
      adminPassword: account.password,
    };
    for (let replica = 1; replica <= options.replicas; replica++) {
      for (const service of services) this.#startService(service, settings, replica);
    }
    await this.#untilReady();
    this.#ready = true;
    folder.note({ adminMade: true, adminDemo: account.isDemo });
    this.#note();
    return { address: this.#address, token: this.#token, account, folder, processes: this.#all() };
  }

  async #endLeftovers(): Promise<void> {
    const left = leftovers(readRun(this.#folder));
    if (left.length === 0) return;
    this.say(messages.leftovers(left.map(({ name }) => name).join('、')));
    const isServer = (name: string): boolean => name === 'mongod' || name === 'nats-server';
    // Services first: they finish their work while the servers are still there.
    await Promise.all(left.filter(({ name }) => !isServer(name)).map((one) => endProcess(one, GRACE_MS.service)));
    await Promise.all(left.filter(({ name }) => isServer(name)).map((one) => endProcess(one, 10_000)));
  }

  async #checkPort(): Promise<void> {
    const { host, port } = this.options;
    const error = await listenError(port, host);
    if (error === undefined) return;
    throw new UserError(
      error === 'EADDRINUSE' ? messages.portTaken(port) : messages.hostUnknown(`${host}:${port}`, error),
    );
  }

  #startService(service: Service, settings: ServiceSettings, replica: number): void {
    const name = replica === 1 ? service.name : `${service.name}-${replica}`;
    const supervised = new SupervisedProcess(
      {
        name,
        command: nodeProgram(),
        args: [
          `--initial-old-space-size=${FIRST_COLLECTED_MB}`,
          `--max-old-space-size=${service.heapMb}`,
          `--max-semi-space-size=${service.youngMb}`,
          mainOf(service.name),
        ],
        env: serviceEnv(service, settings, replica),
        logFile: this.#folder.log(name),
        ipc: true,
        ownGroup: true,
        graceMs: service.extra === 'http' ? GRACE_MS.gateway : GRACE_MS.service,
      },
      this.#watcher,
    );
    this.#processes.add(supervised);
    supervised.start();
  }

  async #untilReady(): Promise<void> {
    let nextWord = Date.now() + 30_000;
    for (;;) {
      this.#over.signal.throwIfAborted();
      const reason = await whyNotReady(this.#address);
      if (reason === undefined) return;
      const hopeless = this.#all().find(({ deaths }) => deaths >= HOPELESS_DEATHS);
      if (hopeless) {
        const { logFile } = hopeless.program;
        const tail = linesSince(logFile, hopeless.logFrom).slice(-15).join('\n');
        throw new UserError(messages.keepsDying(hopeless.name, logFile), tail);
      }
      if (Date.now() > nextWord) {
        this.say(messages.stillStarting(reason));
        nextWord += 30_000;
      }
      await sleep(50);
    }
  }

  readonly #watcher: Watcher = {
    changed: (changed) => {
      this.#processes.add(changed);
      this.#note();
    },
    died: ({ name }, how, delayMs) => {
      if (!this.#stopping) this.say(messages.died(name, how, delayMs));
    },
    restarted: ({ name }) => this.say(messages.back(name)),
    killed: ({ name }) => this.say(messages.killed(name)),
  };

  #all(): SupervisedProcess[] {
    return [...this.#processes];
  }

  /** Notes what runs, so that a launcher that comes after a `kill -9` of this one finds it. */
  #note(): void {
    try {
      this.#writeRun();
    } catch (error) {
      // A full disk must not take down what runs.
      this.say(messages.cannotWrite(this.#folder.path, (error as Error).message));
    }
  }

  #writeRun(): void {
    const self = identify(process.pid);
    if (!self || !this.#lock) return;
    const children = this.#all().flatMap(({ name, id }) => (id ? [{ name, ...id }] : []));
    writeRun(this.#folder, {
      launcher: self,
      address: this.#address,
      token: this.#token,
      ready: this.#ready,
      children,
    });
  }

  /** Stops everything, gateway first, MongoDB last, within 20 seconds; a second call waits for the first. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#over.abort(new Stopped());
    this.#lock?.stopping();
    // Whoever was sent the signal too ends now by itself, and is not to come back.
    for (const one of this.#processes) one.restarts = false;
    const isServer = (one: SupervisedProcess): boolean => one.name === 'mongod' || one.name === 'nats-server';
    const isGateway = (one: SupervisedProcess): boolean => one.name.startsWith('gateway');
    await Promise.all(
      this.#all()
        .filter(isGateway)
        .map((one) => one.stop()),
    );
    await Promise.all(
      this.#all()
        .filter((one) => !isServer(one))
        .map((one) => one.stop()),
    );
    await this.#starting?.catch(() => undefined);
    // The start may have got as far as the servers while it was told to stop.
    for (const name of ['nats-server', 'mongod']) {
      await Promise.all(
        this.#all()
          .filter((one) => one.name === name)
          .map((one) => one.stop()),
      );
    }
    if (!this.#lock) return;
    removeRun(this.#folder);
    this.#lock.release();
  }
}

/**
 * Starts everything and waits until it is ready; on failure what was started is stopped again. For programs that need the product to run.
 * The signal stops it, during the start too.
 */
export async function startStack(
  options: StackOptions,
  say: (text: Text) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Stack & { stop(): Promise<void> }> {
  signal?.throwIfAborted();
  const launch = new Launch(options, say);
  signal?.addEventListener('abort', () => void launch.stop().catch(() => undefined), { once: true });
  try {
    return { ...(await launch.start()), stop: () => launch.stop() };
  } catch (error) {
    await launch.stop();
    throw error;
  }
}

/** A port for a stack that only one program uses. */
export const anyPort = (): Promise<number> => freePort();
