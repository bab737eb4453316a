import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { closeSync } from 'node:fs';
import { deathsInARow, restartDelay } from './backoff.js';
import { lengthOf, linesSince, openLog } from './logs.js';
import { identify, type ProcessId, until } from './processes.js';

export interface Program {
  /** Shown to people and used for the log file; `registry`, or `registry-2` for a second replica. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Node children get a channel to the launcher, by which they notice that it is gone. */
  readonly ipc: boolean;
  /** In a process group of its own, so that Ctrl-C reaches only the launcher, which stops everything in order. */
  readonly ownGroup: boolean;
  /** How long it may take to stop before it is killed, in milliseconds. */
  readonly graceMs: number;
  /** Finds in the lines of its log why it ended. */
  readonly reason?: (lines: readonly string[]) => string | undefined;
}

export interface Watcher {
  /** The set of running processes has changed. */
  changed(process: SupervisedProcess): void;
  /** It ended without having been asked to, the n-th time in a row, and will be started again after the delay. */
  died(process: SupervisedProcess, how: string, delayMs: number): void;
  restarted(process: SupervisedProcess): void;
  killed(process: SupervisedProcess): void;
}

/** One child process that is started again whenever it ends without having been asked to. */
export class SupervisedProcess {
  #child: ChildProcess | undefined;
  #id: ProcessId | undefined;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopping: Promise<void> | undefined;
  #deaths = 0;
  #starts = 0;
  /** Where in the log the present run began. */
  logFrom = 0;
  /** How the last run ended, if it did. */
  lastEnd: string | undefined;
  /** Off while its first start is being watched, so that a server that cannot start is reported instead of started again and again. */
  restarts = true;

  constructor(
    readonly program: Program,
    private readonly watcher: Watcher,
  ) {}

  get name(): string {
    return this.program.name;
  }

  /** The running process, if one is running. */
  get id(): ProcessId | undefined {
    return this.#id;
  }

  get pid(): number | undefined {
    return this.#id?.pid;
  }

  /** How often it died in a row. */
  get deaths(): number {
    return this.#deaths;
  }

  /** How often it was started in all. */
  get starts(): number {
    return this.#starts;
  }

  start(): void {
    if (this.#child || this.#stopping) return;
    this.#startedAt = Date.now();
    this.#starts += 1;
    try {
      this.#spawn();
    } catch (error) {
      this.#noMore((error as Error).message); // e.g. no room to open its log; tried again later, as after any death
    }
  }

  #spawn(): void {
    const { command, args, env, logFile, ipc, ownGroup } = this.program;
    const log = openLog(logFile);
    this.logFrom = lengthOf(logFile);
    const stdio: StdioOptions = ipc ? ['ignore', log, log, 'ipc'] : ['ignore', log, log];
    let child: ChildProcess;
    try {
      child = spawn(command, args, { env, detached: ownGroup, stdio });
    } finally {
      closeSync(log);
    }
    this.#child = child;
    this.#id = child.pid === undefined ? undefined : identify(child.pid);
    child.on('error', (error) => {
      if (child.pid === undefined) this.#ended(child, error.message);
    });
    child.on('exit', (code, signal) => this.#ended(child, signal ?? `exit code ${code ?? '?'}`));
    this.watcher.changed(this);
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#id = undefined;
    const { reason, logFile } = this.program;
    const why = reason?.(linesSince(logFile, this.logFrom));
    this.#noMore(why === undefined ? how : `${how}: ${why}`);
  }

  #noMore(how: string): void {
    this.lastEnd = how;
    this.watcher.changed(this);
    if (this.#stopping || !this.restarts) return;
    this.#deaths = deathsInARow(this.#deaths, Date.now() - this.#startedAt);
    const delay = restartDelay(this.#deaths);
    this.watcher.died(this, how, delay);
    this.#timer = setTimeout(() => {
      if (!this.restarts) return;
      this.start();
      if (this.#child) this.watcher.restarted(this);
    }, delay);
  }

  /** Sends a signal, for tests of faults. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child?.kill(signal);
  }

  /** Asks it to end, kills it after its grace, and starts it no more. Any further call waits for the same end. */
  stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    child.kill('SIGTERM');
    if (await until(() => this.#child === undefined, this.program.graceMs)) return;
    this.watcher.killed(this);
    child.kill('SIGKILL');
    await until(() => this.#child === undefined, 2_000);
  }
}
