import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { accountFor } from './account.js';
import { optionsFromEnv } from './options.js';
import { serviceEnv, services, tokenKey } from './services.js';

const folder = mkdtempSync(join(tmpdir(), 'county-options-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEY = Buffer.alloc(32, 7).toString('base64');

describe('what a start is told', () => {
  test('has a default for everything', () => {
    expect(optionsFromEnv({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: '.data',
      demo: true,
      adminUser: 'admin',
      replicas: 1,
    });
  });

  test('a port that is none, or too many replicas, are named', () => {
    for (const PORT of ['0', '65536', 'http', '-1', '3000.5']) expect(() => optionsFromEnv({ PORT })).toThrow(PORT);
    expect(() => optionsFromEnv({ REPLICAS: '17' })).toThrow('17');
  });

  test('a master key must be 32 bytes, and its file readable by its owner alone', () => {
    const file = join(folder, 'key');
    writeFileSync(file, `${KEY}\n`, { mode: 0o600 });
    expect(optionsFromEnv({ MASTER_KEY_FILE: file }).masterKey).toBe(KEY);
    expect(optionsFromEnv({ MASTER_KEY: KEY }).masterKey).toBe(KEY);
    chmodSync(file, 0o640);
    expect(() => optionsFromEnv({ MASTER_KEY_FILE: file })).toThrow('chmod 600');
    expect(() => optionsFromEnv({ MASTER_KEY: 'c2hvcnQ=' })).toThrow('32 bytes');
    expect(() => optionsFromEnv({ MASTER_KEY_FILE: join(folder, 'none') })).toThrow('no file');
  });
});

describe('the administrator', () => {
  const base = { adminUser: 'admin', adminPassword: undefined, host: '127.0.0.1' };
  const open = { ...base, host: '0.0.0.0' };
  const random = (): string => 'made-up';
  const demo = 'demo-county-2024';
  const password = (...of: [Parameters<typeof accountFor>[0], Parameters<typeof accountFor>[1]]) =>
    accountFor(...of, random).password;

  test('has the password that is given', () => {
    expect(password({ ...base, adminPassword: 'given' }, { adminMade: true, demo: 'loaded' })).toBe('given');
  });

  test('of an empty county gets one that is made, once', () => {
    expect(password(base, { demo: 'none' })).toBe('made-up');
    expect(password(base, { demo: 'none', adminMade: true, adminDemo: false })).toBeUndefined();
  });

  test('of the demo county has a known one, but not where the network can reach it', () => {
    expect(password(base, { demo: 'wanted' })).toBe(demo);
    expect(password(base, { demo: 'loaded', adminMade: true, adminDemo: true })).toBe(demo);
    expect(password(open, { demo: 'wanted' })).toBe('made-up');
    expect(password(open, { demo: 'loaded', adminMade: true, adminDemo: true })).toBe('made-up');
    expect(password(open, { demo: 'loaded', adminMade: true, adminDemo: false })).toBeUndefined();
  });

  test('never gets the known one in place of one of its own', () => {
    expect(password(base, { demo: 'loaded', adminMade: true, adminDemo: false })).toBeUndefined();
  });
});

describe('what a service gets', () => {
  const settings = {
    mongoUri: 'mongodb://x',
    natsUrl: 'nats://x',
    masterKey: KEY,
    cliToken: 'token',
    host: '127.0.0.1',
    port: 3000,
    replicas: 2,
    demo: false,
    adminUser: 'admin',
    adminPassword: 'secret',
    smtpUrl: 'smtp://name:secret@x',
    smsUrl: 'https://:secret@x',
  };
  const holding = (name: string): string[] =>
    services.filter((service) => serviceEnv(service, settings, 1)[name] !== undefined).map((service) => service.name);

  test('is no more than it needs', () => {
    expect(holding('MONGODB_URI')).toEqual(['registry', 'scheduling', 'check-in']);
    expect(holding('MASTER_KEY')).toEqual(['registry', 'scheduling', 'check-in']);
    expect(holding('ADMIN_PASSWORD')).toEqual(['registry']);
    expect(holding('SMTP_URL')).toEqual(['registry']);
    expect(holding('SMS_URL')).toEqual(['registry']);
    expect(holding('WECHAT_URL')).toEqual([]);
    expect(holding('TOKEN_KEY')).toEqual(['gateway']);
    expect(holding('CLI_TOKEN')).toEqual(['gateway']);
    expect(holding('REUSE_PORT')).toEqual(['gateway']);
    expect(holding('NATS_URL')).toHaveLength(services.length);
  });

  test('the key of the tokens does not show the master key, and stays the same', () => {
    expect(tokenKey(KEY)).toBe(tokenKey(KEY));
    expect(tokenKey(KEY)).not.toBe(KEY);
    expect(Buffer.from(tokenKey(KEY), 'base64')).toHaveLength(32);
  });
});
