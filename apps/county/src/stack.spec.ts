import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { type Session } from './session.js';
import { withStack } from './stack.js';

const parent = mkdtempSync(join(tmpdir(), 'county-cli-'));
afterAll(() => {
  rmSync(parent, { recursive: true });
});

test('a data folder that is not there is told, and not made, where there is to be a county in it', async () => {
  const dataDir = join(parent, 'mistyped');
  const session = { env: { DATA_DIR: dataDir }, say: () => undefined } as unknown as Session;
  const asking = withStack(session, () => Promise.resolve(), { mayBeNew: false });
  await expect(asking).rejects.toMatchObject({ text: { zh: expect.stringContaining(dataDir) } });
  expect(existsSync(dataDir)).toBe(false);
});
