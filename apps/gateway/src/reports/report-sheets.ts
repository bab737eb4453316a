import type { PersonCell, RecognitionFigures, RecognitionReport, SessionCell, YearReport } from '#contracts';
import { keysOf, type Language, type TextKey, translate } from '#i18n';
import { chinaIso } from '#kernel';
import { type StandardCodes, standardName } from './standard-codes.js';

/** How a value is shown: hours with two decimals, a rate as a percentage, whole numbers with thousands separators. */
export type Format = 'text' | 'wrapped' | 'plain' | 'whole' | 'hours' | 'rate';

export interface SheetCell {
  readonly value: string | number;
  readonly format: Format;
}

/** One sheet of the year's report, in a language, independent of any file format. */
export interface ReportSheet {
  readonly title: string;
  /** What stands above the table: division, year and the sheet's title; then how far the figures reach. */
  readonly heading: string;
  readonly subtitle: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly SheetCell[])[];
  /** The last row, where the table has one. */
  readonly total: readonly SheetCell[] | null;
  readonly note: string | null;
}

type By<C> = { [K in keyof YearReport]: YearReport[K] extends Record<string, C> ? K : never }[keyof YearReport];
export type BreakdownKey = Extract<By<SessionCell> | By<PersonCell>, `by${string}`>;
export type Measure = keyof SessionCell | 'hours';

export interface Breakdown {
  readonly key: BreakdownKey;
  /** Which columns tell the row apart: a campaign is only a name, of a service category only the code is known. */
  readonly shows: 'code' | 'name' | 'both';
  readonly measures: readonly Measure[];
}

const SESSION_MEASURES = ['sessions', 'personTimes', 'participants', 'minutes', 'hours', 'covered'] as const;
const PERSON_MEASURES = ['personTimes', 'participants', 'minutes', 'hours'] as const;

/** The breakdowns in the order in which they are shown. */
export const BREAKDOWNS: readonly Breakdown[] = [
  { key: 'byTownship', shows: 'both', measures: SESSION_MEASURES },
  { key: 'byTeam', shows: 'both', measures: SESSION_MEASURES },
  { key: 'byCategory', shows: 'code', measures: SESSION_MEASURES },
  { key: 'byCampaign', shows: 'name', measures: SESSION_MEASURES },
  { key: 'byMonth', shows: 'both', measures: SESSION_MEASURES },
  { key: 'byEvidence', shows: 'both', measures: PERSON_MEASURES },
  { key: 'byGender', shows: 'both', measures: PERSON_MEASURES },
  { key: 'byPoliticalStatus', shows: 'both', measures: PERSON_MEASURES },
  { key: 'byAgeBand', shows: 'both', measures: PERSON_MEASURES },
  { key: 'byHomeTownship', shows: 'both', measures: PERSON_MEASURES },
];

const STANDARD: Partial<Record<BreakdownKey, StandardCodes>> = {
  byMonth: 'month',
  byEvidence: 'evidence',
  byGender: 'gender',
  byPoliticalStatus: 'politicalStatus',
  byAgeBand: 'ageBand',
};

/** Codes whose order is not that of their text. */
const ORDER: Partial<Record<BreakdownKey, readonly string[]>> = {
  byEvidence: ['verified', 'attested', 'declared'],
  byAgeBand: ['<8', '8-13', '14-17', '18-27', '28-34', '35-39', '40-44', '45-59', '60+'],
};

const FIGURES = [
  'teams',
  'registeredVolunteers',
  'sessions',
  'personTimes',
  'participants',
  'minutes',
  'hours',
  'covered',
  'verifiedPersonTimes',
  'sessionsWithOnlineCheckIn',
  'activeRate',
] as const;
export type Figure = (typeof FIGURES)[number];

/** What becomes of service minutes, in the order in which it is shown; what is recognised in all is added up here. */
const RECOGNITION = [
  'serviceMinutes',
  'minutesAtOnce',
  'minutesApprovedByParent',
  'minutesApprovedByCounty',
  'minutesRecognised',
  'hoursRecognised',
  'minutesAwaitingParent',
  'minutesAwaitingCounty',
  'minutesRefused',
  'personDays',
  'personDaysAwaitingParent',
  'personDaysAwaitingCounty',
  'personTimes',
  'attendancesInFull',
  'attendedInFullShare',
  'minutesWithInFull',
] as const;
type RecognitionFigure = (typeof RECOGNITION)[number];

export interface BreakdownRow {
  readonly code: string;
  /** Empty where no name is known. */
  readonly name: string;
  readonly measures: Readonly<Partial<Record<Measure, number>>>;
}

/** The rows of a breakdown in the order in which they are shown; what is blank comes last. */
export function breakdownRows(report: YearReport, key: BreakdownKey, language: Language): BreakdownRow[] {
  const cells: Record<string, PersonCell | SessionCell> = report[key];
  const order = ORDER[key] ?? [];
  const rank = (code: string): number => (code === '' ? Infinity : order.indexOf(code) + 1 || order.length + 1);
  return Object.entries(cells)
    .sort(([a], [b]) => (rank(a) === rank(b) ? (a < b ? -1 : 1) : rank(a) - rank(b)))
    .map(([code, cell]) => ({
      code,
      name: code === '' ? translate(language, 'report.blank') : nameOf(report, key, code, language),
      measures: { ...cell, hours: cell.minutes / 60 },
    }));
}

/** The single figures of the year in the order in which they are shown. */
export function singleFigures(report: YearReport): { readonly key: Figure; readonly value: number | null }[] {
  return FIGURES.map((key) => ({ key, value: key === 'hours' ? report.minutes / 60 : report[key] }));
}

/** What becomes of the year's service minutes, in the order in which it is shown. */
export function recognitionFigures(
  of: RecognitionFigures,
): { readonly key: RecognitionFigure; readonly value: number | null }[] {
  const minutesRecognised = of.minutesAtOnce + of.minutesApprovedByParent + of.minutesApprovedByCounty;
  const all = { ...of, minutesRecognised, hoursRecognised: minutesRecognised / 60 };
  return RECOGNITION.map((key) => ({ key, value: all[key] }));
}

/** The whole report as sheets: the single figures, every breakdown, what becomes of the minutes, and the definitions. */
export function reportSheets(report: YearReport, recognised: RecognitionReport, language: Language): ReportSheet[] {
  return [
    summary(report, language),
    ...BREAKDOWNS.map((b) => breakdown(report, b, language)),
    recognition(recognised, language),
    definitions(report, language),
  ];
}

function summary(report: YearReport, language: Language): ReportSheet {
  const t = (key: TextKey): string => translate(language, key);
  const about: [keyof YearReport & ('year' | 'division' | 'divisionName' | 'asOf'), SheetCell][] = [
    ['year', { value: report.year, format: 'plain' }],
    ['divisionName', text(divisionName(report, language))],
    ['division', text(report.division ?? t('report.none'))],
    ['asOf', text(asOfText(report))],
  ];
  return {
    ...frame(report, 'summary', language),
    header: [t('report.column.item'), t('report.column.value'), t('report.column.unit')],
    rows: [
      ...about.map(([key, cell]) => [text(t(`report.figure.${key}`)), cell, text('')]),
      ...singleFigures(report).map(({ key, value }) => [
        text(t(`report.figure.${key}`)),
        value === null ? text(t('report.none')) : number(value, key),
        text(t(`report.unit.${key}`)),
      ]),
    ],
    total: null,
    note: null,
  };
}

function breakdown(report: YearReport, { key, shows, measures }: Breakdown, language: Language): ReportSheet {
  const t = (k: TextKey): string => translate(language, k);
  const blank = t('report.blank');
  const naming = (code: string, name: string): SheetCell[] => {
    if (shows === 'name') return [text(name)];
    return shows === 'code' ? [text(code === '' ? blank : code)] : [text(code), text(name)];
  };
  const titles = {
    code: ['report.column.code'],
    name: ['report.column.name'],
    both: ['report.column.code', 'report.column.name'],
  } as const;
  const whole: Record<Measure, number> = { ...report, hours: report.minutes / 60 };
  return {
    ...frame(report, key, language),
    header: [...titles[shows].map((k) => t(k)), ...measures.map((m) => t(`report.column.${m}`))],
    rows: breakdownRows(report, key, language).map((row) => [
      ...naming(row.code, row.name),
      ...measures.map((m) => number(row.measures[m] ?? 0, m)),
    ]),
    total: [
      text(t('report.total')),
      ...titles[shows].slice(1).map(() => text('')),
      ...measures.map((m) => number(whole[m], m)),
    ],
    note: t('report.participantsNote'),
  };
}

function recognition(report: RecognitionReport, language: Language): ReportSheet {
  const t = (key: TextKey): string => translate(language, key);
  return {
    ...frame(report, 'recognition', language),
    header: [t('report.column.item'), t('report.column.value'), t('report.column.unit')],
    rows: recognitionFigures(report).map(({ key, value }) => [
      text(t(`report.recognition.${key}`)),
      value === null ? text(t('report.none')) : { value, format: FORMAT[unitOf(key)] ?? 'whole' },
      text(t(`report.unit.${unitOf(key)}`)),
    ]),
    total: null,
    note: t('report.recognitionNote'),
  };
}

const FORMAT: Partial<Record<ReturnType<typeof unitOf>, Format>> = { hours: 'hours', attendedInFullShare: 'rate' };

/** In what a figure is told. */
function unitOf(key: RecognitionFigure) {
  if (key === 'attendedInFullShare' || key === 'personTimes') return key;
  if (key === 'attendancesInFull') return 'personTimes';
  if (key === 'hoursRecognised') return 'hours';
  return key.startsWith('personDays') ? 'personDays' : 'minutes';
}

function definitions(report: YearReport, language: Language): ReportSheet {
  const t = (key: TextKey): string => translate(language, key);
  return {
    ...frame(report, 'definitions', language),
    header: [t('report.column.group'), t('report.column.item'), t('report.column.definition')],
    rows: keysOf('definitions').map((key) => [
      text(translate(language, `definitionGroups.${key.slice(0, key.indexOf('.'))}`)),
      text(t(`definitionTerms.${key}`)),
      { value: t(`definitions.${key}`), format: 'wrapped' },
    ]),
    total: null,
    note: null,
  };
}

type Framed = Pick<YearReport, 'year' | 'division' | 'divisionName' | 'asOf'>;

function frame(report: Framed, sheet: BreakdownKey | 'summary' | 'recognition' | 'definitions', language: Language) {
  const title = translate(language, `report.sheet.${sheet}`);
  return {
    title,
    heading: translate(language, 'report.heading', {
      division: divisionName(report, language),
      year: report.year,
      sheet: title,
    }),
    subtitle: translate(language, 'report.subtitle', { asOf: asOfText(report) }),
  };
}

/** The name of the report's division; without one, that it is all of them. */
export function divisionName(report: Pick<Framed, 'division' | 'divisionName'>, language: Language): string {
  return report.division === null
    ? translate(language, 'report.allDivisions')
    : (report.divisionName ?? report.division);
}

function nameOf(report: YearReport, key: BreakdownKey, code: string, language: Language): string {
  const standard = STANDARD[key];
  if (standard !== undefined) return standardName(language, standard, code);
  if (key === 'byCampaign') return code;
  if (key === 'byCategory') return '';
  return (key === 'byTeam' ? report.labels.teams : report.labels.divisions)[code] ?? '';
}

const asOfText = (report: Pick<Framed, 'asOf'>): string => chinaIso(report.asOf).slice(0, 19).replace('T', ' ');
const text = (value: string): SheetCell => ({ value, format: 'text' });
const number = (value: number, what: Figure | Measure): SheetCell => ({
  value,
  format: what === 'hours' ? 'hours' : what === 'activeRate' ? 'rate' : 'whole',
});
