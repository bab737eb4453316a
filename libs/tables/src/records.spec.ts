import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnreadableFile } from './errors.js';
import { DEFAULT_LIMITS } from './limits.js';
import { CsvRecords } from './records.js';

const LIMITS = { ...DEFAULT_LIMITS, recordLength: 40 };

/** All rows of a text that comes in pieces, or what is wrong with it. */
function read(pieces: readonly string[]): unknown {
  const records = new CsvRecords(LIMITS);
  try {
    return [...pieces.flatMap((piece) => records.read(piece)), ...records.end()];
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { code: error.code, row: error.details.row };
  }
}

const text = fc
  .array(fc.constantFrom('a', 'b', ',', ',', '"', '"', '""', ' ', '\n', '\r', '\r\n', '签', '\t'), { maxLength: 40 })
  .map((units) => `a,b\n${units.join('')}`);

describe('records', () => {
  it('are the same whatever pieces their text comes in', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(60), { maxLength: 8 }), (whole, cuts) => {
        const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end));
        expect(read(pieces)).toEqual(read([whole]));
      }),
      { numRuns: 3000 },
    );
  });

  it('are as wide as the header and numbered in rising order, or the file is refused', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const rows = read([whole]);
        if (!Array.isArray(rows)) return;
        let before = 0;
        for (const { row, cells } of rows as { row: number; cells: string[] }[]) {
          expect(cells).toHaveLength(2);
          expect(row).toBeGreaterThan(before);
          before = row;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('leave no line out without saying so: each letter is in a row, or its row is marked, or the file is refused', () => {
    const letters = (value: string) => Array.from(value).filter((unit) => /[ab签]/.test(unit)).length;
    fc.assert(
      fc.property(text, (whole) => {
        const rows = read([whole]);
        if (!Array.isArray(rows)) return;
        const marked = rows as { cells: string[]; tooLong?: true }[];
        if (marked.some(({ tooLong }) => tooLong)) return;
        expect(letters(marked.flatMap(({ cells }) => cells).join(''))).toBe(letters(whole));
      }),
      { numRuns: 1000 },
    );
  });

  it('open no quote for longer than the bound', () => {
    const pieces = ['a,b\n1,"', ...Array<string>(50).fill('x\n')];
    expect(read(pieces)).toEqual({ code: 'FILE.UNCLOSED_QUOTE', row: 2 });
    expect(read(['a,b\n1,', ...Array<string>(50).fill('xx')])).toEqual({ code: 'FILE.ROW_TOO_LONG', row: 2 });
  });

  it('that are spoilt by a quote end with their line, also when that comes later', () => {
    expect(read(['a,b\n"x\ny","z"w', 'v\n1,2\n'])).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 2, cells: ['x\ny', 'zwv'], badQuote: true },
      { row: 3, cells: ['1', '2'] },
    ]);
  });

  it('that are too long are not blamed on a quote before them', () => {
    expect(read(['a,b\n1,"x\n', 'y"\n', 'z'.repeat(50)])).toEqual({ code: 'FILE.ROW_TOO_LONG', row: 3 });
  });

  it('leave out a mark at the start alone', () => {
    expect(read(['', '\ufeffa,', 'b\n\ufeff1,2\n'])).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 2, cells: ['\ufeff1', '2'] },
    ]);
  });
});
