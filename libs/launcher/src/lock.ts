import { renameSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readIfThere, writeNew, writeWhole } from './files.js';
import { messages, type Text, UserError } from './messages.js';
import { identify, isRunning } from './processes.js';

const holderSchema = z.object({
  pid: z.number().int().positive(),
  start: z.string(),
  address: z.string(),
  stopping: z.boolean(),
});
type Holder = z.infer<typeof holderSchema>;

export interface LockOptions {
  readonly file: string;
  readonly dataDir: string;
  readonly address: string;
  readonly say: (text: Text) => void;
  /** How long to wait for a holder that is stopping, in milliseconds. */
  readonly stopWaitMs?: number;
  /** How long a holder that runs may take to notice a signal sent just before; milliseconds. */
  readonly settleMs?: number;
}

export interface Lock {
  /** Says to those who wait that it will soon be free. */
  stopping(): void;
  release(): void;
}

function read(file: string): { text: string; holder: Holder | undefined } | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return { text, holder: holderSchema.parse(JSON.parse(text)) };
  } catch {
    return { text, holder: undefined };
  }
}

/** Takes away the lock of a dead launcher. Moved aside and looked at again, because another start may have taken it in between. */
function removeStale(file: string, text: string): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readIfThere(aside);
  if (moved !== undefined && moved !== text) writeNew(file, moved);
  rmSync(aside, { force: true });
}

/** One launcher a data folder: takes the lock, waits for a stop still under way, and refuses while another one runs. */
export async function acquireLock(options: LockOptions): Promise<Lock> {
  const { file, dataDir, address, say, stopWaitMs = 30_000, settleMs = 1_000 } = options;
  const self = identify(process.pid) ?? { pid: process.pid, start: '' };
  const mine: Holder = { ...self, address, stopping: false };
  const started = Date.now();
  let told = false;
  while (!writeNew(file, JSON.stringify(mine))) {
    const found = read(file);
    if (!found) continue;
    const { text, holder } = found;
    if (!holder || !isRunning(holder)) {
      removeStale(file, text);
      continue;
    }
    const waited = Date.now() - started;
    if (!holder.stopping && waited > settleMs) {
      throw new UserError(messages.alreadyRunning(dataDir, holder.address, holder.pid));
    }
    if (waited > stopWaitMs) throw new UserError(messages.stopHangs(holder.pid));
    if (holder.stopping && !told) {
      told = true;
      say(messages.waitingForStop());
    }
    await sleep(50);
  }
  const isMine = (): boolean => {
    const holder = read(file)?.holder;
    return holder?.pid === mine.pid && holder.start === mine.start;
  };
  return {
    stopping: () => {
      try {
        if (isMine()) writeWhole(file, JSON.stringify({ ...mine, stopping: true }));
      } catch {
        // On a full disk those who wait are told that it runs; a stop goes on.
      }
    },
    release: () => {
      if (isMine()) rmSync(file, { force: true });
    },
  };
}
