import type { NotCountedRecord } from '#contracts';
import { type Language, translate } from '#i18n';
import { chinaIso } from '#kernel';
import { toCsv } from '#tables';

const COLUMNS = ['id', 'sessionNo', 'volunteerNo', 'kind', 'occurredAt', 'method', 'reason', 'why', 'meaning'] as const;

/** The records that do not count as a table: each with its reason as a code, in a word and in a sentence. */
export function notCountedCsv(
  records: AsyncIterable<NotCountedRecord>,
  language: Language,
): AsyncGenerator<string, void> {
  return toCsv(rows(records, language));
}

async function* rows(records: AsyncIterable<NotCountedRecord>, language: Language): AsyncGenerator<string[]> {
  yield COLUMNS.map((column) => translate(language, `notCounted.${column}`));
  for await (const record of records) yield row(record, language);
}

function row(record: NotCountedRecord, language: Language): string[] {
  const { id, sessionNo, volunteerNo, kind, occurredAt, method, reason } = record;
  return [
    ...[id, sessionNo, volunteerNo, translate(language, `recordKind.${kind}`), chinaIso(occurredAt)],
    ...[translate(language, `method.${method}`), reason],
    ...[`definitionTerms.record.${reason}`, `definitions.record.${reason}`].map((key) => translate(language, key)),
  ];
}
