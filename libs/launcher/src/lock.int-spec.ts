import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acquireLock, type Lock } from './lock.js';
import { endProcess, identify, isRunning } from './processes.js';

const folder = mkdtempSync(join(tmpdir(), 'county-lock-'));
const file = join(folder, 'launcher.lock');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => rmSync(file, { force: true }));

const acquire = (waits: { stopWaitMs?: number; settleMs?: number } = {}): Promise<Lock> =>
  acquireLock({ file, dataDir: folder, address: 'http://127.0.0.1:1', say: () => undefined, settleMs: 100, ...waits });

describe('the lock of a data folder', () => {
  test('is had by one, and the other is told the address', async () => {
    const lock = await acquire();
    await expect(acquire()).rejects.toThrow('http://127.0.0.1:1');
    lock.release();
    (await acquire()).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is waited for while its holder is stopping', async () => {
    const lock = await acquire();
    lock.stopping();
    setTimeout(() => lock.release(), 300);
    const started = Date.now();
    (await acquire()).release();
    expect(Date.now() - started).toBeGreaterThanOrEqual(250);
  });

  test('is not waited for without end', async () => {
    const lock = await acquire();
    lock.stopping();
    await expect(acquire({ stopWaitMs: 200 })).rejects.toThrow('did not stop');
    lock.release();
  });

  test('of a process that is gone is taken over, also where its number is in use again', async () => {
    for (const gone of [
      { pid: 2 ** 22 + 1, start: '1' },
      { pid: process.pid, start: 'another' },
    ]) {
      writeFileSync(file, JSON.stringify({ ...gone, address: '', stopping: false }));
      (await acquire()).release();
      expect(existsSync(file)).toBe(false);
    }
  });
});

describe('a process', () => {
  test('is only ended if it is the very one', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const id = identify(child.pid ?? 0)!;
    await endProcess({ ...id, start: 'another' }, 100);
    expect(isRunning(id)).toBe(true);
    await endProcess(id, 2_000);
    expect(isRunning(id)).toBe(false);
  });
});
