import { expect, test } from '@jest/globals';
import { REASONS } from '#attendance';
import type { NotCountedRecord } from '#contracts';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { itemsOfPages } from '../http/items-of-pages.js';
import { notCountedCsv } from './not-counted-csv.js';

interface Page {
  readonly records: readonly NotCountedRecord[];
  readonly next: string | null;
}

const record = (reason: string): NotCountedRecord => ({
  ...{ id: reason, sessionNo: 'S1', volunteerNo: 'V1', kind: 'check-in', method: 'qr', reason },
  occurredAt: Date.UTC(2022, 4, 1, 1),
});

test('page after page is asked for until none is left, empty ones too, and every reason has words in both languages', async () => {
  const pages: Readonly<Record<string, Page>> = {
    V1: { records: [], next: 'V2' },
    V2: { records: REASONS.slice(1).map(record), next: null },
  };
  for (const [language, script] of [
    ['zh', /^\p{Script=Han}/u],
    ['en', /^[A-Z][^\p{Script=Han}]+$/u],
  ] as const) {
    const asked: string[] = [];
    const after = (next: string) => {
      asked.push(next);
      return Promise.resolve(pages[next] as Page);
    };
    const first: Page = { records: [record(REASONS[0])], next: 'V1' };
    const records = itemsOfPages(first, after, (page) => page.records);
    const csv = await text(Readable.from(notCountedCsv(records, language)));
    const lines = csv.split('\r\n').slice(1, -1);
    const found = lines.map((line) => line.split(','));
    expect(asked).toEqual(['V1', 'V2']);
    expect(found.map((cells) => cells[6])).toEqual([...REASONS]);
    for (const cells of found) expect(cells[7]).toMatch(script);
  }
});
