import type { ServiceRecord } from '#contracts';
import { type Language, translate } from '#i18n';
import { chinaIso } from '#kernel';

/** A service record as rows of a table of text, service first, then training; a sum of both stands nowhere. */
export function* recordRows(record: ServiceRecord, language: Language): Generator<string[]> {
  const word = (key: string) => translate(language, `serviceRecord.${key}`);
  yield ['kind', 'day', 'time', 'activity', 'category', 'place', 'team', 'inCharge', 'minutes'].map(word);
  for (const [kind, attendances] of [
    ['service', record.attendances],
    ['training', record.training.attendances],
  ] as const)
    for (const a of attendances) {
      const [from, until] = [chinaIso(a.startsAt), chinaIso(a.endsAt)];
      const about = [a.sessionName, a.category, a.place, a.teamName, a.personInCharge];
      yield [word(kind), from.slice(0, 10), `${from}/${until}`, ...about, String(a.minutes)];
    }
}
