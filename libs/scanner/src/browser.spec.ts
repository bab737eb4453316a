import { generateKeyPairSync } from 'node:crypto';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { signCard } from '#card';
import { build } from 'esbuild';
import * as indexedDb from 'fake-indexeddb';
import { exportJWK, SignJWT } from 'jose';
import type { scannerInBrowser } from './browser.js';

const { outputFiles, metafile, errors, warnings } = await build({
  stdin: { contents: `export { scannerInBrowser } from './browser.ts';`, resolveDir: import.meta.dirname },
  ...{ bundle: true, write: false, minify: true, metafile: true, conditions: ['source'] },
  ...{ platform: 'browser', format: 'iife', globalName: 'client', target: 'chrome92' },
});
const { text } = outputFiles[0]!;

type Fetched = (url: string, request: { body?: string }) => { readonly status: number; readonly body: unknown };

/** The client in a page that came without TLS: what is not here, the page does not have. */
function page(fetched: Fetched): { readonly open: typeof scannerInBrowser } {
  const { indexedDB, IDBKeyRange, IDBDatabase, IDBObjectStore, IDBIndex, IDBCursor, IDBTransaction, IDBRequest } =
    indexedDb;
  const fetch = async (url: string, request: { body?: string }): Promise<Response> => {
    const { status, body } = await Promise.resolve(fetched(url, request));
    return new Response(JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json', Date: new Date().toUTCString() },
    });
  };
  const window = createContext({
    ...{ indexedDB, IDBKeyRange, IDBDatabase, IDBObjectStore, IDBIndex, IDBCursor, IDBTransaction, IDBRequest },
    ...{ fetch, AbortController, setTimeout, clearTimeout, TextEncoder, TextDecoder, atob, btoa },
    crypto: { getRandomValues: (array: Uint8Array) => globalThis.crypto.getRandomValues(array) },
  });
  runInContext(`${text}; this.open = client.scannerInBrowser;`, window);
  return window as unknown as { readonly open: typeof scannerInBrowser };
}

const key = { kid: '1', ...generateKeyPairSync('ed25519') };
const keys = { keys: [{ ...(await exportJWK(key.publicKey)), kty: 'OKP', kid: '1' }] };

test('the client is small, and nothing of Node, of the server or of its schemas is in it', () => {
  expect([errors, warnings]).toEqual([[], []]);
  const inputs = Object.values(metafile.outputs).flatMap((o) => Object.entries(o.inputs));
  const parts = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 && path !== '<stdin>' ? [path] : []));
  const inBrowsers = /^(libs\/(scanner|jws|card|attendance)\/|node_modules\/(@noble|idb|uuid)\/)/;
  expect(parts.filter((path) => !inBrowsers.test(path))).toEqual([]);
  expect(parts.length).toBeGreaterThan(20);
  expect(text.length).toBeLessThan(100_000);
});

test('in a page it verifies a roster and a card without the browser’s cryptography, keeps scans in its database, and hands them in after the page was closed', async () => {
  const roster = {
    ...{ version: 1, sessionNo: 'S1', name: 'x', state: 'published', creditRule: 'check-out', issuedAt: 0 },
    ...{ startsAt: Date.now(), endsAt: Date.now() + 3_600_000, validUntil: Date.now() + 9e8, annulMinutes: 15 },
    ...{ checkIn: { ways: ['card'], sites: [] }, clockSkewSeconds: 300, records: [], annulled: [], cardKeys: keys },
    people: [{ ref: 'a', volunteerNos: ['V1'], name: '张*', isSignedUp: true }],
  };
  const token = await new SignJWT({ roster })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'session-roster', kid: '1' })
    .setSubject('S1')
    .setAudience('scanner')
    .setExpirationTime('7d')
    .sign(key.privateKey);
  const card = await signCard({ cardId: 'c', volunteerNo: 'V1', issuedAt: 0 }, key);
  const first = await page((url) => ({ status: 200, body: url.endsWith('/roster') ? { roster: token } : keys })).open(
    () => 't',
  );
  expect(await first.takeRoster('S1')).toMatchObject({ roster: { sessionNo: 'S1' } });
  const scanned = await first.scan('S1', { card });
  expect(scanned).toMatchObject({ outcome: 'counted', name: '张*', isUnverified: false });
  const { id } = scanned as { id: string };
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const sent: unknown[] = [];
  const second = await page((url, { body = '' }) => {
    if (url.endsWith('/roster-keys')) return { status: 200, body: keys };
    sent.push(JSON.parse(body));
    return { status: 200, body: { results: [{ status: 201, id, outcome: 'counted' }] } };
  }).open(() => 't');
  expect(await second.overview()).toMatchObject({ waiting: 1 });
  expect(await second.sync()).toEqual({ state: 'done' });
  expect(sent).toMatchObject([{ records: [{ id, code: card, sessionNo: 'S1' }] }]);
  expect(await (await page(() => ({ status: 500, body: {} })).open(() => 't')).overview()).toMatchObject({
    waiting: 0,
  });
});
