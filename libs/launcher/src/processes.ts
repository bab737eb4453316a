import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** One process, and no other that may get its number later. */
export interface ProcessId {
  readonly pid: number;
  /** When it started, in a form that only serves to compare. */
  readonly start: string;
}

interface Seen {
  readonly state: string;
  readonly start: string;
}

function look(pid: number): Seen | undefined {
  try {
    if (process.platform === 'linux') {
      // The name in parentheses may hold blanks; state is the first field after it, start time the twentieth.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return { state: fields[0] ?? '', start: fields[19] ?? '' };
    }
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const blank = line.indexOf(' ');
    return { state: line.slice(0, blank), start: line.slice(blank).trim() };
  } catch {
    return undefined;
  }
}

/** The identity of a process that is there now. */
export function identify(pid: number): ProcessId | undefined {
  const seen = look(pid);
  return seen && { pid, start: seen.start };
}

/** Is exactly this process still running? One that has ended and only waits to be collected is not. */
export function isRunning({ pid, start }: ProcessId): boolean {
  const seen = look(pid);
  return seen?.start === start && !/^[ZX]/.test(seen.state);
}

/** Sends a signal to exactly this process; false if it is gone. */
export function signal(target: ProcessId, name: NodeJS.Signals): boolean {
  if (!isRunning(target)) return false;
  try {
    return process.kill(target.pid, name);
  } catch {
    return false;
  }
}

/** Resolves to true once `done` holds, to false when the time is over. Looks every 50 ms. */
export async function until(done: () => boolean, limitMs: number): Promise<boolean> {
  const end = Date.now() + limitMs;
  while (!done()) {
    if (Date.now() >= end) return false;
    await sleep(50);
  }
  return true;
}

/** Asks a process to end, and kills it when it has not done so in time. */
export async function endProcess(target: ProcessId, graceMs: number): Promise<void> {
  if (!signal(target, 'SIGTERM')) return;
  if (await until(() => !isRunning(target), graceMs)) return;
  signal(target, 'SIGKILL');
  await until(() => !isRunning(target), 5_000);
}
