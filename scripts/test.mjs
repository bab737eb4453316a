/**
 * `npm test`: the whole suite on real MongoDB and real NATS; arguments go to jest (`npm test -- libs/launcher`).
 * The last line on stdout is `N passed, N failed`; the exit code is not 0 if anything failed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tidyUp } from './test-servers-up.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const own = join(root, 'node_modules', 'node', 'bin', 'node');
const folder = mkdtempSync(join(tmpdir(), 'county-summary-'));
const summary = join(folder, 'summary');

const child = spawn(
  existsSync(own) ? own : process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, TEST_SUMMARY_FILE: summary } },
);
// A Ctrl-C reaches jest by itself; this process only must outlive it, to clean up. A SIGTERM is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));

child.on('error', (error) => console.error(error.message));
child.on('close', async (code) => {
  let line = '0 passed, 1 failed';
  try {
    line = readFileSync(summary, 'utf8');
  } catch {
    console.error('The test run ended before it was complete.');
    code ||= 1;
  }
  rmSync(folder, { recursive: true, force: true });
  await tidyUp().catch(() => {});
  console.log(line);
  process.exitCode = code ?? 1;
});
