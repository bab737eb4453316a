import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RepeatTable } from './repeat-table.js';

const rows = fc.array(
  fc.tuple(
    fc.nat(60).map((n) => `V${n}`),
    fc.constantFrom('x', 'y'),
  ),
  { maxLength: 300 },
);

function noted(all: readonly (readonly [string, string])[]) {
  const table = new RepeatTable(1);
  const contents = new Map<string, Set<string>>();
  for (const [number, content] of all) {
    table.note(number, content);
    contents.set(number, (contents.get(number) ?? new Set()).add(content));
  }
  return { table, contents };
}

describe('the numbers that stand in a file more than once', () => {
  test('are in conflict exactly when their contents differ, also while the table grows', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const { table, contents } = noted(all);
        for (const [number, of] of contents) expect(table.visit(number) === 'conflicting').toBe(of.size > 1);
        expect(table.visit('V61')).toBe('first');
      }),
    );
  });

  test('come again from their second row on', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const { table, contents } = noted(all);
        const seen = new Set<string>();
        for (const [number] of all) {
          const differ = (contents.get(number)?.size ?? 0) > 1;
          expect(table.visit(number)).toBe(differ ? 'conflicting' : seen.has(number) ? 'again' : 'first');
          seen.add(number);
        }
      }),
    );
  });

  test('are known, whatever their contents are', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const { table, contents } = noted(all);
        for (const number of contents.keys())
          expect(table.isRepeated(number)).toBe(all.filter(([n]) => n === number).length > 1);
        expect(table.isRepeated('V61')).toBe(false);
      }),
    );
  });

  test('are told apart among many', () => {
    const table = new RepeatTable();
    for (let i = 0; i < 50_000; i++) table.note(`V${i}`, i % 1000 === 0 ? 'a' : 'b');
    for (let i = 0; i < 50_000; i += 500) table.note(`V${i}`, 'b');
    for (let i = 0; i < 50_000; i++)
      if ((table.visit(`V${i}`) === 'conflicting') !== (i % 1000 === 0)) throw new Error(`V${i}`);
  });
});
