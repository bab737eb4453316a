import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type CsvValue, toCsv } from './write-csv.js';

async function written(rows: Iterable<readonly CsvValue[]> | AsyncIterable<readonly CsvValue[]>): Promise<string> {
  let text = '';
  for await (const block of toCsv(rows)) text += block;
  return text;
}

describe('toCsv', () => {
  it('writes a mark, CRLF, and quotes where they are needed', async () => {
    expect(
      await written([
        ['行号', '说明'],
        [2, 'a,"b"\n'],
        [true, null],
      ]),
    ).toBe('\ufeff行号,说明\r\n2,"a,""b""\n"\r\ntrue,\r\n');
    expect(await written([])).toBe('\ufeff');
  });

  it('lets no text become a formula, and leaves numbers alone', async () => {
    const rows = ['=1+1', '+86', '-5', '@x', '\tx', '\rx', '=a,b'].map((text) => [text]);
    expect(await written([...rows, [-5]])).toBe(
      "\ufeff'=1+1\r\n'+86\r\n'-5\r\n'@x\r\n'\tx\r\n\"'\rx\"\r\n\"'=a,b\"\r\n-5\r\n",
    );
  });

  it('is read back by others as it was written', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '签', ',', '"', '\n', '\r', ' ', "'") });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1 }), async (rows) => {
        const text = await written(rows);
        const guarded = rows.map((row) => row.map((value) => (value.startsWith('\r') ? `'${value}` : value)));
        expect(parse(text, { bom: true, record_delimiter: '\r\n' })).toEqual(guarded);
      }),
    );
  });

  it('hands on large tables in pieces', async () => {
    async function* rows() {
      for (let at = 0; at < 20_000; at++) yield await Promise.resolve([at, '签到']);
    }
    let pieces = 0;
    for await (const block of toCsv(rows())) {
      pieces++;
      expect(block.length).toBeLessThan(70_000);
    }
    expect(pieces).toBeGreaterThan(2);
  });
});
