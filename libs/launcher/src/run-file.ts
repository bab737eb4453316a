import { rmSync } from 'node:fs';
import { z } from 'zod';
import { type DataFolder } from './data-folder.js';
import { readIfThere, writeWhole } from './files.js';
import { isRunning, type ProcessId } from './processes.js';

const processSchema = z.object({ pid: z.number().int().positive(), start: z.string() });

const runSchema = z.object({
  launcher: processSchema,
  /** The gateway's address as this machine reaches it, e.g. `http://127.0.0.1:3000`. */
  address: z.string(),
  /** The command line's token: `Authorization: Bearer …` at the gateway. */
  token: z.string(),
  ready: z.boolean(),
  children: z.array(processSchema.extend({ name: z.string() })),
});

/** `run.json`: what runs on a data folder; of mode 600, because it holds a token. */
export type Run = z.infer<typeof runSchema>;

const fileOf = (folder: DataFolder): string => folder.at('run.json');

/** What is noted, whether or not it still runs. A file that cannot be read counts as none. */
export function readRun(folder: DataFolder): Run | undefined {
  try {
    return runSchema.parse(JSON.parse(readIfThere(fileOf(folder)) ?? 'null'));
  } catch {
    return undefined;
  }
}

export function writeRun(folder: DataFolder, run: Run): void {
  writeWhole(fileOf(folder), `${JSON.stringify(run, null, 2)}\n`);
}

export function removeRun(folder: DataFolder): void {
  rmSync(fileOf(folder), { force: true });
}

/** The children of a launcher that is gone which are still there. */
export function leftovers(run: Run | undefined): (ProcessId & { name: string })[] {
  return run && !isRunning(run.launcher) ? run.children.filter(isRunning) : [];
}
