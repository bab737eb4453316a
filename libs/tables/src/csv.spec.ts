import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { type TableRow } from './cells.js';
import { UnreadableFile } from './errors.js';
import { type Limits } from './limits.js';
import { readTable } from './read-table.js';
import { memorySource } from './source.js';

type Table = readonly (readonly string[])[];

async function read(bytes: Uint8Array | string, limits?: Partial<Limits>, chunkSize?: number): Promise<TableRow[]> {
  const source = memorySource(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, chunkSize);
  const rows: TableRow[] = [];
  for await (const some of readTable(source, limits)) rows.push(...some);
  return rows;
}

async function refusal(bytes: Uint8Array | string, limits?: Partial<Limits>): Promise<unknown> {
  const error: unknown = await read(bytes, limits).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof UnreadableFile ? { code: error.code, ...error.details } : error;
}

/** What the reader makes of a table: blank rows left out, cells trimmed, all as wide as the header. */
function asRows([header = [], ...body]: Table): TableRow[] {
  const trimmed = [header, ...body].map((cells) =>
    cells.map((cell) => cell.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '')),
  );
  return trimmed.flatMap((cells, at) => (cells.every((cell) => cell === '') ? [] : [{ row: at + 1, cells }]));
}

function write(table: Table, lineEnd: string, quoteAll: boolean, last: string): string {
  const cell = (text: string) => (quoteAll || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return table.map((row) => row.map(cell).join(',')).join(lineEnd) + last;
}

/** GB18030 by turning its decoder round: every character of two bytes, and the four bytes of those beyond U+FFFF. */
const gbkBytes = new Map<string, Buffer>();
const gbDecoder = new TextDecoder('gb18030');
for (let first = 0x81; first <= 0xfe; first++) {
  for (let second = 0x40; second <= 0xfe; second++) {
    const bytes = Buffer.from([first, second]);
    const text = gbDecoder.decode(bytes);
    if (text.length === 1 && text !== '\ufffd') gbkBytes.set(text, bytes);
  }
}
function encodeGb18030(text: string): Buffer {
  return Buffer.concat(
    Array.from(text, (character) => {
      const code = character.codePointAt(0)!;
      if (code < 0x80) return Buffer.from([code]);
      const two = gbkBytes.get(character);
      if (two !== undefined) return two;
      const n = code - 0x10000;
      const digits = [
        0x90 + Math.floor(n / 12600),
        0x30 + (Math.floor(n / 1260) % 10),
        0x81 + (Math.floor(n / 10) % 126),
      ];
      return Buffer.from([...digits, 0x30 + (n % 10)]);
    }),
  );
}

const HEADER = ['记录编号', '志愿者姓名', '备注'];
const unit = fc.oneof(
  fc.constantFrom(',', '"', '\n', '\r', '\r\n', ' ', '\u3000', '、', '签', '到', '𠮷', 'é'),
  fc.constantFrom(...'ab09=;'.split('')),
  fc.constantFrom(...gbkBytes.keys()).filter((character) => !/\p{Co}|\ufeff/u.test(character)),
);
const cell = fc.oneof(
  fc.constant(''),
  fc.array(unit, { maxLength: 8 }).map((units) => units.join('')),
);
const body = fc.array(fc.tuple(cell, cell, cell), { maxLength: 12 });
const chunkSizes = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(64, 65_536));

describe('any table, written by RFC 4180', () => {
  it('reads back the same in any encoding, line end, quoting, packing and chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        body,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom('utf-8', 'utf-8 with mark', 'gb18030'),
        fc.boolean(),
        chunkSizes,
        async (rows, lineEnd, quoteAll, endsInLine, encoding, packed, chunkSize) => {
          const table = [HEADER, ...rows];
          const text = write(table, lineEnd, quoteAll, endsInLine ? lineEnd : '');
          const plain = encoding === 'gb18030' ? encodeGb18030(text) : Buffer.from(text);
          const marked = encoding === 'utf-8 with mark' ? Buffer.concat([Buffer.from('\ufeff'), plain]) : plain;
          expect(await read(packed ? gzipSync(marked) : marked, {}, chunkSize)).toEqual(asRows(table));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reads as csv-parse reads it, line ends being mixed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.tuple(cell, cell), fc.constantFrom('\n', '\r\n', '\r')), { minLength: 1, maxLength: 12 }),
        async (lines) => {
          const text = 'a,b\n' + lines.map(([row, end]) => write([row], '', false, end)).join('');
          const oracle: Table = parse(text, { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true });
          expect(await read(`\ufeff${text}`)).toEqual(asRows(oracle));
        },
      ),
    );
  });
});

describe('rows', () => {
  it('are numbered as Excel numbers them: blank lines count, a record over lines is one', async () => {
    const rows = await read('\n甲,乙\r\n\r\n1,"x\ny"\r\n,\r\n2,z\r\n');
    expect(rows.map(({ row }) => row)).toEqual([2, 4, 6]);
  });

  it('are filled up to the columns of the header, whose blank cells at the end are no columns', async () => {
    expect(await read('甲,乙,丙,,\n1\n1,2,3,,\n')).toEqual([
      { row: 1, cells: ['甲', '乙', '丙'] },
      { row: 2, cells: ['1', '', ''] },
      { row: 3, cells: ['1', '2', '3'] },
    ]);
  });

  it('say when there is something beyond the header', async () => {
    expect((await read('a,b\n1,2,, x\n3,4\n')).slice(1)).toEqual([
      { row: 2, cells: ['1', '2'], tooLong: true },
      { row: 3, cells: ['3', '4'] },
    ]);
  });

  it('come in arrays of at most 1000', async () => {
    const sizes: number[] = [];
    const source = memorySource(Buffer.from('a,b\n' + '1,2\n'.repeat(20_000)), 10_000_000);
    for await (const some of readTable(source)) sizes.push(some.length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(20_001);
    expect(Math.max(...sizes)).toBe(1000);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });
});

describe('a last row cut short', () => {
  const last = async (text: string | Buffer) => (await read(text)).at(-1);

  it('is one without line end and with fewer cells than the header', async () => {
    expect(await last('a,b,c\n1,2,3\n4,5')).toEqual({ row: 3, cells: ['4', '5', ''], cutShort: true });
  });

  it('is not one that has all cells, nor a short one that ends its line', async () => {
    expect(await last('a,b,c\n1,2,3')).toEqual({ row: 2, cells: ['1', '2', '3'] });
    expect(await last('a,b,c\n1,2\n')).toEqual({ row: 2, cells: ['1', '2', ''] });
    expect(await last('a,b\r\n1,2\r')).toEqual({ row: 2, cells: ['1', '2'] });
  });

  it('is one that ends in quotes, even over a line end', async () => {
    expect(await last('a,b\n1,2\n3,"x')).toEqual({ row: 3, cells: ['3', 'x'], cutShort: true });
    expect(await last('a,b,c\n1,2,3\n3,4,"x\ny\n')).toEqual({ row: 3, cells: ['3', '4', 'x\ny'], cutShort: true });
  });

  it('is one that ends inside a character', async () => {
    for (const keep of [1, 2]) {
      const text = Buffer.from('甲,乙\n1,签到').subarray(0, -3 + keep);
      expect(await last(text)).toEqual({ row: 2, cells: ['1', '签'], cutShort: true });
    }
    expect(await last(encodeGb18030('甲,乙\n1,签到').subarray(0, -1))).toEqual({
      row: 2,
      cells: ['1', '签'],
      cutShort: true,
    });
  });

  it('is found wherever the file is cut, and spoils no row before it', async () => {
    const table = [HEADER, ...Array.from({ length: 6 }, (_, at) => [`r${at}`, '张三,"李四"', 'x\ny'])];
    const whole = Buffer.from(write(table, '\r\n', false, '\r\n'));
    const all = asRows(table);
    for (let length = Buffer.byteLength(write([HEADER], '\r\n', false, '\r\n')); length < whole.length; length++) {
      const rows = await read(whole.subarray(0, length), {}, 7);
      const good = rows.filter(({ cutShort }) => cutShort !== true);
      expect(rows.length - good.length).toBeLessThanOrEqual(1);
      // A cell cut in the middle of a row with all its cells cannot be told from a whole one.
      expect(good.slice(0, -1)).toEqual(all.slice(0, good.length - 1));
    }
  });
});

describe('quotes', () => {
  it('are text inside an unquoted cell', async () => {
    expect((await read('a,b\n5" pipe,say "hi"\n'))[1]?.cells).toEqual(['5" pipe', 'say "hi"']);
  });

  it('may be followed by blanks', async () => {
    expect((await read('a,b\n"x" ,"y"\t\n'))[1]).toEqual({ row: 2, cells: ['x', 'y'] });
  });

  it('that close in the middle of a cell spoil that row alone', async () => {
    expect((await read('a,b,c\n1,"张三"(组长),"x\n2,y,z\n')).slice(1)).toEqual([
      { row: 2, cells: ['1', '张三(组长)', '"x'], badQuote: true },
      { row: 3, cells: ['2', 'y', 'z'] },
    ]);
  });

  it('that take in the rows after them until another quote make the file unreadable', async () => {
    expect(await refusal('a,b\n1,2\n3,"x\n5,6\n7,"y"\n')).toEqual({ code: 'FILE.STRAY_QUOTE', row: 3 });
  });

  it('that take in the rest of the file make it unreadable', async () => {
    expect(await refusal('a,b,c\n1,2,3\n4,"x,6\n7,8,9\n')).toEqual({ code: 'FILE.UNCLOSED_QUOTE', row: 3 });
    const long = 'a,b,c\n1,2,3\n4,"x,6\n' + '7,8,9\n'.repeat(500_000);
    expect(await refusal(long)).toEqual({ code: 'FILE.UNCLOSED_QUOTE', row: 3, limit: 2 ** 20 });
  });
});

describe('encodings', () => {
  const gbk = (text: string) => encodeGb18030(text);

  it('are told by the whole text when the header is in ASCII', async () => {
    const filler = '1,2\n'.repeat(50_000);
    expect((await read(gbk(`a,b\n${filler}3,签到`))).at(-1)?.cells).toEqual(['3', '签到']);
    expect((await read(`a,b\n${filler}3,签到`)).at(-1)?.cells).toEqual(['3', '签到']);
  });

  it('name the row that is in neither', async () => {
    const broken = (header: string, mark = '') =>
      Buffer.concat([
        Buffer.from(`${mark}${header}\n${'1,2\n'.repeat(30_000)}`),
        Buffer.from([0x31, 0x2c, 0xff, 0xff, 0x0a]),
        Buffer.from('3,4\n'),
      ]);
    const expected = { code: 'FILE.BAD_TEXT', row: 30_002 };
    expect(await refusal(broken('a,b'))).toEqual(expected);
    expect(await refusal(broken('a,b', '\ufeff'))).toEqual(expected);
    expect(await refusal(gzipSync(broken('a,b')))).toEqual(expected);
  });

  it('stay UTF-8 for a file with a Chinese header in which a later byte is damaged', async () => {
    const bytes = Buffer.from('记录编号,备注\n1,签到\n2,签退\n3,签到\n');
    bytes[bytes.indexOf('退') + 1] = 0x20;
    expect(await refusal(bytes)).toEqual({ code: 'FILE.BAD_TEXT', row: 3 });
  });

  it('can be decoded again after a failure', async () => {
    await refusal(Buffer.concat([gbk('甲,乙\n1,签'), Buffer.from([0x81, 0x0a])]));
    expect((await read(gbk('甲,乙\n1,签到\n')))[1]?.cells).toEqual(['1', '签到']);
  });

  it('allow no NUL', async () => {
    expect(await refusal('甲,乙\n1,2\n3,\0\n')).toEqual({ code: 'FILE.BINARY' });
    expect(await refusal(`甲,乙\n${'1,2\n'.repeat(200)}3,\0\n`)).toEqual({ code: 'FILE.BAD_TEXT', row: 202 });
  });
});

describe('bounds', () => {
  it('refuse a line of 100 MB without reading it to its end', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    let chunks = 0;
    const source = {
      size: 100 * 2 ** 20,
      async *read(start = 0, end = Number.POSITIVE_INFINITY) {
        if (start === 0) yield Buffer.from('甲乙丙,丁\n1,2\n3,');
        if (end < 1000) return;
        for (chunks = 0; chunks < 1600; chunks++) yield await Promise.resolve(chunk);
      },
    };
    const reading = (async () => {
      for await (const rows of readTable(source)) expect(rows.length).toBe(2);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'FILE.ROW_TOO_LONG', details: { row: 3, limit: 2 ** 20 } });
    expect(chunks).toBeLessThan(100);
  });

  it('refuse a header with too many columns and a line that is all commas', async () => {
    expect(await refusal(`甲${',乙'.repeat(500)}\n`)).toEqual({ code: 'FILE.TOO_MANY_COLUMNS', row: 1, limit: 500 });
    expect((await read(`甲${',乙'.repeat(499)}\n`))[0]?.cells).toHaveLength(500);
    expect(await read(`a,b\n${','.repeat(1_000_000)}\n1,2\n`)).toHaveLength(2);
  });

  it('refuse a record that is too long although it ends', async () => {
    const limits = { recordLength: 20 };
    expect(await refusal(`a,b\n1,"${'x'.repeat(20)}"\n`, limits)).toEqual({
      code: 'FILE.ROW_TOO_LONG',
      row: 2,
      limit: 20,
    });
    expect(await read(`a,b\n1,"${'x'.repeat(14)}"\n`, limits)).toHaveLength(2);
  });

  it('refuse other separators', async () => {
    for (const separator of ['\t', ';', '，', '；']) {
      expect(await refusal(['甲', '乙'].join(separator) + '\n1')).toEqual({ code: 'FILE.WRONG_SEPARATOR', row: 1 });
    }
    expect(await read('名称\n甲\n')).toHaveLength(2);
  });
});
