import type { NotCountedRecord } from '#contracts';
import { type Language, translate } from '#i18n';
import { chinaIso } from '#kernel';
import { toCsv } from '#tables';

/** Some of the records, and what brings those after them; null at the end. */
export interface Page {
  readonly records: readonly NotCountedRecord[];
  readonly next: string | null;
}

const COLUMNS = ['id', 'sessionNo', 'volunteerNo', 'kind', 'occurredAt', 'method', 'reason', 'why', 'meaning'] as const;

/** The records that do not count as a table: each with its reason as a code, in a word and in a sentence. */
export function notCountedCsv(
  first: Page,
  after: (next: string) => Promise<Page>,
  language: Language,
): AsyncGenerator<string, void> {
  return toCsv(rows(first, after, language));
}

async function* rows(
  first: Page,
  after: (next: string) => Promise<Page>,
  language: Language,
): AsyncGenerator<string[]> {
  yield COLUMNS.map((column) => translate(language, `notCounted.${column}`));
  for (let page = first; ; page = await after(page.next)) {
    for (const record of page.records) yield row(record, language);
    if (page.next === null) return;
  }
}

function row(record: NotCountedRecord, language: Language): string[] {
  const { id, sessionNo, volunteerNo, kind, occurredAt, method, reason } = record;
  return [
    ...[id, sessionNo, volunteerNo, translate(language, `recordKind.${kind}`), chinaIso(occurredAt)],
    ...[translate(language, `method.${method}`), reason],
    ...[`definitionTerms.record.${reason}`, `definitions.record.${reason}`].map((key) => translate(language, key)),
  ];
}
