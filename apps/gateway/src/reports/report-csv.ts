import type { RecognitionReport, YearReport } from '#contracts';
import { type Language, type TextKey, translate } from '#i18n';
import { chinaIso } from '#kernel';
import { type CsvValue, toCsv } from '#tables';
import { BREAKDOWNS, breakdownRows, divisionName, recognitionFigures, singleFigures } from './report-sheets.js';

const MEASURES = ['sessions', 'personTimes', 'participants', 'minutes', 'hours', 'covered'] as const;

/**
 * The year's report as one table: every row says by its first column to which sheet it belongs. A single figure stands in the column
 * `value`, with the name of its field as code; a cell of a breakdown in the columns of its measures.
 */
export function reportCsv(
  report: YearReport,
  recognised: RecognitionReport,
  language: Language,
): AsyncGenerator<string, void> {
  return toCsv(rows(report, recognised, language));
}

function* rows(report: YearReport, recognised: RecognitionReport, language: Language): Generator<CsvValue[]> {
  const t = (key: TextKey): string => translate(language, key);
  yield (['section', 'code', 'name', ...MEASURES, 'value'] as const).map((c) => t(`report.column.${c}`));
  const row = (sheet: TextKey, key: string, name: string, value: CsvValue): CsvValue[] => [
    ...[t(sheet), key, name, ...MEASURES.map(() => null), value],
  ];
  const single = (key: string, value: CsvValue): CsvValue[] =>
    row('report.sheet.summary', key, translate(language, `report.figure.${key}`), value);
  yield single('year', report.year);
  yield single('division', report.division);
  yield single('divisionName', divisionName(report, language));
  yield single('asOf', chinaIso(report.asOf));
  for (const { key, value } of singleFigures(report)) yield single(key, key === 'hours' ? value?.toFixed(2) : value);
  for (const { key } of BREAKDOWNS) {
    for (const { code, name, measures } of breakdownRows(report, key, language)) {
      const shown = MEASURES.map((m) => (m === 'hours' ? measures.hours?.toFixed(2) : measures[m]));
      yield [t(`report.sheet.${key}`), code, name, ...shown, null];
    }
  }
  for (const { key, value } of recognitionFigures(recognised)) {
    const shown = key === 'hoursRecognised' ? value?.toFixed(2) : value;
    yield row('report.sheet.recognition', key, t(`report.recognition.${key}`), shown);
  }
}
