export interface Difference {
  readonly path: string;
  readonly expected: string;
  readonly counted: string;
}

/** What the generator knows beside the figures of a report. */
const NOT_REPORTED = new Set([
  'year',
  'persons',
  'volunteerRowsRefused',
  'attendanceRowsNotCounted',
  'perVolunteerSha256',
]);

/** The figures of a report that are not as expected, down to the single number. */
export function compareFigures(expected: object, counted: object): Difference[] {
  const wanted = Object.entries(expected).filter(([name]) => !NOT_REPORTED.has(name));
  return wanted.flatMap(([name, value]) => compare(name, value, (counted as Record<string, unknown>)[name]));
}

function compare(path: string, expected: unknown, counted: unknown): Difference[] {
  if (!isObject(expected) || !isObject(counted)) {
    return Object.is(expected, counted) ? [] : [{ path, expected: shown(expected), counted: shown(counted) }];
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(counted)]);
  return [...names].flatMap((name) => compare(`${path}.${name}`, expected[name], counted[name]));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const shown = (value: unknown): string => (value === undefined ? '—' : JSON.stringify(value));
