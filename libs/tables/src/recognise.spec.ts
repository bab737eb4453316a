import { describe, expect, it } from '@jest/globals';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { UnreadableFile } from './errors.js';
import { type Limits } from './limits.js';
import { readTable } from './read-table.js';
import { recognise } from './recognise.js';
import { type ByteSource, memorySource } from './source.js';

const TABLE = Buffer.from('记录编号,备注\r\n1,签到\r\n2,签退\r\n');

async function read(source: ByteSource, limits?: Partial<Limits>): Promise<number> {
  let rows = 0;
  for await (const some of readTable(source, limits)) rows += some.length;
  return rows;
}

const codeOf = (bytes: Uint8Array | string, limits?: Partial<Limits>): Promise<unknown> =>
  read(memorySource(Buffer.from(bytes as Uint8Array)), limits).then(
    () => 'readable',
    (error: unknown) => (error instanceof UnreadableFile ? error.code : error),
  );

describe('what is no table', () => {
  it.each([
    ['nothing', '', 'FILE.EMPTY'],
    ['a mark alone', '\ufeff', 'FILE.EMPTY'],
    ['blank lines', '\r\n , \r\n', 'FILE.EMPTY'],
    ['a gzip of nothing', gzipSync(''), 'FILE.EMPTY'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'FILE.OLD_WORKBOOK'],
    ['a PDF', '%PDF-1.7\n', 'FILE.PDF'],
    ['a gzip of a PDF', gzipSync('%PDF-1.7\n'), 'FILE.PDF'],
    ['a web page', '\ufeff \n<html><table>', 'FILE.MARKUP'],
    ['UTF-16', Buffer.from('\ufeff甲\t乙', 'utf16le'), 'FILE.UTF16'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'FILE.BINARY'],
    ['a workbook in a gzip', gzipSync(Buffer.from('504b0304', 'hex')), 'FILE.PACKED_TWICE'],
    ['a gzip in a gzip', gzipSync(gzipSync(TABLE)), 'FILE.PACKED_TWICE'],
    ['a ZIP that is cut off', Buffer.from('504b030414000000', 'hex'), 'FILE.WORKBOOK_BROKEN'],
    ['an empty ZIP', Buffer.concat([Buffer.from('504b0506', 'hex'), Buffer.alloc(18)]), 'FILE.OTHER_ZIP'],
  ])('is said to be so: %s', async (_, bytes, code) => expect(await codeOf(bytes)).toBe(code));
});

describe('gzip', () => {
  it('may have several members, whatever the chunks', async () => {
    const bytes = Buffer.concat([
      gzipSync(TABLE.subarray(0, 20)),
      gzipSync(TABLE.subarray(20, 21)),
      gzipSync(TABLE.subarray(21)),
    ]);
    for (let chunk = 1; chunk <= bytes.length; chunk++) expect(await read(memorySource(bytes, chunk))).toBe(3);
  });

  it('is refused when it is cut off anywhere or damaged', async () => {
    const bytes = gzipSync(TABLE);
    for (let length = 2; length < bytes.length; length++) {
      expect([length, await codeOf(bytes.subarray(0, length))]).toEqual([length, 'FILE.GZIP_BROKEN']);
    }
    for (let at = 10; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = damaged[at]! ^ 0x55;
      expect([at, await codeOf(damaged)]).toEqual([at, 'FILE.GZIP_BROKEN']);
    }
    expect(await codeOf(Buffer.concat([bytes, Buffer.from('garbage')]))).toBe('FILE.GZIP_BROKEN');
  });

  it('is bounded in what it unpacks to', async () => {
    const limits = { ratioFrom: 2 ** 20, unpackedBytes: 2 ** 22 };
    expect(await codeOf(gzipSync('甲,乙\n' + '1,2\n'.repeat(400_000)), limits)).toBe('FILE.BOMB');
    const random = Buffer.from(Array.from({ length: 2 ** 20 }, (_, at) => 0x61 + ((at * at * 7 + (at >> 3)) % 26)));
    const slow = gzipSync(
      Buffer.concat([
        Buffer.from('甲,乙\n'),
        ...Array<Buffer>(5).fill(Buffer.from(random.toString().replace(/z/g, '\n'))),
      ]),
      {
        level: 1,
      },
    );
    expect(await codeOf(slow, { ...limits, ratio: 1e9 })).toBe('FILE.TOO_LARGE');
    expect(await codeOf(slow, { ratioFrom: 2 ** 20, ratio: 1e9 })).toBe('readable');
  });
});

describe('a source', () => {
  const failing = (bytes: Uint8Array, after: number): ByteSource => ({
    size: bytes.length,
    async *read(start = 0, end = bytes.length) {
      if (end > after) throw await Promise.resolve(new RangeError('the disk is gone'));
      yield bytes.subarray(start, end);
    },
  });

  it('that fails is not taken for a bad file', async () => {
    const gz = gzipSync(Buffer.concat(Array<Buffer>(200).fill(TABLE)), { level: 0 });
    await expect(read(failing(gz, 512))).rejects.toThrow(RangeError);
    await expect(read(failing(Buffer.concat(Array<Buffer>(200).fill(TABLE)), 512))).rejects.toThrow(RangeError);
    const zip = Buffer.concat([Buffer.from('504b0304', 'hex'), deflateRawSync(TABLE), Buffer.alloc(1000)]);
    await expect(read(failing(zip, 512))).rejects.toThrow(RangeError);
  });

  it('is let go when the reader stops early', async () => {
    let open = 0;
    const bytes = gzipSync(Buffer.concat(Array<Buffer>(20_000).fill(TABLE)), { level: 0 });
    const source: ByteSource = {
      size: bytes.length,
      async *read(start = 0, end = bytes.length) {
        open++;
        try {
          for (let at = start; at < end; at += 1000)
            yield await Promise.resolve(bytes.subarray(at, Math.min(end, at + 1000)));
        } finally {
          open--;
        }
      },
    };
    for await (const rows of readTable(source)) {
      expect(rows.length).toBeGreaterThan(0);
      break;
    }
    expect(open).toBe(0);
  });
});

describe('recognise', () => {
  it('says what a file is, and readTable takes its word', async () => {
    const source = memorySource(gzipSync(TABLE));
    const format = await recognise(source);
    expect(format).toEqual({ kind: 'csv', gzipped: true, encoding: 'utf-8' });
    const reading = (async () => {
      for await (const rows of readTable(source, {}, format)) expect(rows).toHaveLength(3);
      for await (const rows of readTable(source, {}, { kind: 'csv', gzipped: false, encoding: 'utf-8' })) return rows;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'FILE.BAD_TEXT' });
  });

  it('needs no more than the start of a file with a Chinese header', async () => {
    const reads: number[] = [];
    const bytes = Buffer.concat(Array<Buffer>(100_000).fill(TABLE));
    const source: ByteSource = {
      size: bytes.length,
      async *read(start = 0, end = bytes.length) {
        for (let at = start; at < end; at += 4096) {
          reads.push(at);
          yield await Promise.resolve(bytes.subarray(at, at + 4096));
        }
      },
    };
    expect(await recognise(source)).toEqual({ kind: 'csv', gzipped: false, encoding: 'utf-8' });
    expect(Math.max(...reads)).toBeLessThan(100_000);
  });
});
