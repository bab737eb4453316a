import { type Report } from './client.js';
import { padded } from './progress.js';
import { oneLine } from '#launcher';
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

/** The main figures of a year, a line each. */
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
  const { zh, en } = text(`figure.${name}`);
  return `  ${padded(zh, 20)}${shown(name, value).padStart(14)}  ${en}`;
}

function shown(name: string, value: number | null): string {
  if (value === null) return '—';
  return name === 'activeRate' ? `${(value * 100).toFixed(4)}%` : value.toLocaleString('en-US');
}
