import type { ServiceRecord } from '#contracts';
import { type Language, translate } from '#i18n';
import { chinaMinute } from '#kernel';
import { Flow, type FlowColumn } from '#print';
import { starsText, tallyText, timeText } from './wording.js';

/** A service record to take along, as a PDF of A4 pages. */
export async function recordPdf(
  record: ServiceRecord,
  { year, now, language }: { readonly year: number | null; readonly now: number; readonly language: Language },
): Promise<Buffer> {
  const word = (key: string, values = {}) => translate(language, `serviceRecord.${key}`, values);
  const flow = await Flow.open(word('title'), now);
  flow.text(word('title'), { size: 18, align: 'center' });
  flow.space(3);
  flow.fields([
    [word('name'), record.name],
    [word('number'), record.volunteerNo],
    [word('period'), year === null ? word('periodAll') : String(year)],
    [word('stars'), starsText(record.stars, language)],
  ]);
  for (const [kind, part] of [
    ['service', record],
    ['training', record.training],
  ] as const) {
    flow.space(3);
    flow.text(`${word(kind)}：${part.personTimes === 0 ? word('none') : tallyText(part, language)}`, { size: 10.5 });
    if (part.personTimes > 0) flow.table(columnsIn(word), rowsOf(part.attendances));
  }
  flow.space(2);
  flow.text(word('made', { at: chinaMinute(now) }), { grey: true });
  return flow.close((page, pages) => word('page', { page, pages }));
}

const columnsIn = (word: (key: string) => string): FlowColumn[] => [
  { title: word('time'), share: 38 },
  { title: word('activity'), share: 46 },
  { title: word('place'), share: 28 },
  { title: word('team'), share: 30 },
  { title: word('inCharge'), share: 18 },
  { title: word('minutes'), share: 14, align: 'right' },
];

function* rowsOf(attendances: ServiceRecord['attendances']): Generator<string[]> {
  for (const a of attendances)
    yield [timeText(a), a.sessionName, a.place, a.teamName, a.personInCharge, String(a.minutes)];
}
