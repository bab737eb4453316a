import { type TextKey, translate } from '#i18n';
import { oneLine } from '#launcher';
import { type Report } from './client.js';
import { padded } from './progress.js';
import { text } from './texts.js';

const MAIN = [
  'teams',
  'registeredVolunteers',
  'sessions',
  'personTimes',
  'participants',
  'minutes',
  'covered',
  'verifiedPersonTimes',
  'sessionsWithOnlineCheckIn',
  'activeRate',
] as const;

/** The main figures of a year, a line each, by the names and units of the report. */
export function mainFigures(report: Report): string[] {
  const everything = text('everything');
  const where = (all: string) =>
    report.division === null ? all : `${report.divisionName ?? ''} ${report.division}`.trim();
  const [zh, en] = [everything.zh, everything.en].map(where);
  const heading = {
    zh: text('figures_of', { year: report.year, division: zh }).zh,
    en: text('figures_of', { year: report.year, division: en }).en,
  };
  return [oneLine(heading), ...MAIN.map((name) => figureLine(name, report[name]))];
}

function figureLine(name: (typeof MAIN)[number], value: number | null): string {
  const title: TextKey = `report.figure.${name}`;
  const unit: TextKey = `report.unit.${name}`;
  const names = padded(translate('zh', title), 14) + translate('en', title).padEnd(29);
  return `  ${names}${shown(name, value).padStart(12)} ${translate('zh', unit)}`;
}

function shown(name: string, value: number | null): string {
  if (value === null) return '—';
  return name === 'activeRate' ? `${(value * 100).toFixed(4)}%` : value.toLocaleString('en-US');
}
