import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

/** The scripts are plain JavaScript, because they run before anything is installed. */
const script = <T>(name: string): Promise<T> =>
  import(pathToFileURL(join(process.cwd(), 'scripts', name)).href) as Promise<T>;

describe('the lock of installing and building', () => {
  type WithLock = <T>(file: string, onWait: () => void, work: () => Promise<T>) => Promise<T>;
  const folder = mkdtempSync(join(tmpdir(), 'county-prepare-'));
  const file = join(folder, '.prepare-lock');
  let withLock: WithLock;
  beforeAll(async () => {
    ({ withLock } = await script<{ withLock: WithLock }>('prepare-lock.mjs'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('lets one work after the other', async () => {
    const steps: string[] = [];
    const work = (name: string): Promise<void> =>
      withLock(
        file,
        () => steps.push(`${name} waits`),
        async () => {
          steps.push(`${name} begins`);
          await new Promise((resolve) => setTimeout(resolve, 50));
          steps.push(`${name} ends`);
        },
      );
    await Promise.all([work('a'), work('b')]);
    expect(steps).toEqual(['a begins', 'b waits', 'a ends', 'b begins', 'b ends']);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is taken over from a process that was killed, and released after a failure', async () => {
    writeFileSync(file, `${2 ** 22 + 1} 1`);
    await expect(
      withLock(
        file,
        () => undefined,
        () => Promise.reject(new Error('no luck')),
      ),
    ).rejects.toThrow('no luck');
    expect(
      await withLock(
        file,
        () => undefined,
        () => Promise.resolve('worked'),
      ),
    ).toBe('worked');
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('the closing line counts tests, and files that could not run as failures', async () => {
  const { summaryOf } = await script<{ summaryOf: (results: Record<string, number>) => string }>('test-summary.mjs');
  const results = {
    numPassedTests: 5,
    numFailedTests: 1,
    numRuntimeErrorTestSuites: 2,
    numPendingTests: 0,
    numTodoTests: 0,
  };
  expect(summaryOf(results)).toBe('5 passed, 3 failed');
  expect(summaryOf({ ...results, numPendingTests: 2, numTodoTests: 1 })).toBe('5 passed, 3 failed, 3 skipped');
});
