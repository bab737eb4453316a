import { DataFolder } from './data-folder.js';
import type { StackOptions } from './options.js';
import { identify } from './processes.js';
import { leftovers, readRun } from './run-file.js';

/** The stack that runs on this data folder, if one runs: its address and the command line's token. */
export function findStack(dataDir: string): { address: string; token: string; ready: boolean } | undefined {
  const run = readRun(new DataFolder(dataDir));
  if (!run || leftovers(run).length > 0 || !isLauncherAlive(run.launcher)) return undefined;
  return { address: run.address, token: run.token, ready: run.ready };
}

/** Whether there are data of a county: in the data folder, or on a MongoDB of its own, of which nothing is known here. */
export function hasCounty({ dataDir, mongoUri }: Pick<StackOptions, 'dataDir' | 'mongoUri'>): boolean {
  return mongoUri !== undefined || new DataFolder(dataDir).state().product !== undefined;
}

function isLauncherAlive({ pid, start }: { pid: number; start: string }): boolean {
  return identify(pid)?.start === start;
}
