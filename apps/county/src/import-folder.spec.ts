import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Gateway } from './client.js';
import { planFiles } from './folder-plan.js';
import { importFolder } from './import-folder.js';
import { type Session } from './session.js';

const dir = mkdtempSync(join(tmpdir(), 'county-folder-'));
writeFileSync(join(dir, 'volunteers.csv'), 'a');
afterAll(() => rmSync(dir, { recursive: true }));

const answer = (kind: string, accepted: number, dryRun = false) => ({
  ...{ id: `${kind}_1`, kind, state: 'succeeded', dryRun, progress: 1, refusalsByCode: {}, problem: null },
  ...{ rows: { total: 1, accepted, unchanged: 0, refused: 1 - accepted }, createdAt: '', endedAt: '2026-05-01' },
});

/** Brings in a folder of volunteers alone, where divisions were imported so before; which requests that took. */
async function volunteersAlone(...divisions: readonly ReturnType<typeof answer>[]): Promise<string[]> {
  const asked: string[] = [];
  const signal = new AbortController().signal;
  const fetch = (url: string, { method = 'GET' }: RequestInit) => {
    const path = url.replace('http://here/api/v1/', '');
    asked.push(`${method} ${path}`);
    return Promise.resolve(
      Response.json(path.includes('?') ? { imports: divisions } : answer('volunteers', 1), { status: 200 }),
    );
  };
  const progress = { update: () => undefined, finish: () => undefined, line: () => undefined, close: () => undefined };
  const session = { say: () => undefined, progress, signal } as unknown as Session;
  const gateway = new Gateway({ address: 'http://here', token: 't', signal, say: () => undefined, fetch });
  await importFolder(planFiles(dir, ['volunteers.csv']), gateway, session).catch((error: unknown) => {
    asked.push(String(error));
  });
  return asked;
}

const QUESTION = 'GET imports?kind=divisions&limit=100';

describe('a folder without divisions', () => {
  it('is taken where they are known', async () => {
    expect(await volunteersAlone(answer('divisions', 0), answer('divisions', 1))).toEqual([
      QUESTION,
      'POST imports/volunteers',
      'GET imports/volunteers_1',
    ]);
  });

  it.each([
    ['none were imported', []],
    ['only tried', [answer('divisions', 1, true)]],
    ['all were refused', [answer('divisions', 0)]],
  ])('is refused before anything is handed over where %s', async (_, imports) => {
    expect(await volunteersAlone(...imports)).toEqual([QUESTION, expect.stringContaining('divisions.csv')]);
  });
});
