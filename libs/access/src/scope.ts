import type { Scope } from '#contracts';

/** Where a thing lies: its division and the teams to which it belongs. Blank where there is none. */
export interface Lies {
  readonly division: string;
  readonly teams: readonly string[];
}

/** The divisions of a scope, with those of which they are the heirs: what took place there stays there (docs/adr/0019). */
const areasOf = ({ divisions, inherited = [] }: Exclude<Scope, 'everywhere'>): string[] =>
  [...divisions, ...inherited].filter((code) => code !== '');

/**
 * True where a thing lies within a scope: in one of its divisions or of those that they inherit (by prefix of the code, as figures are restricted), or
 * in one of its teams (OWASP ASVS 5.0, 8.2.2).
 */
export function covers(within: Scope, { division, teams }: Lies): boolean {
  if (within === 'everywhere') return true;
  return (
    areasOf(within).some((code) => division.startsWith(code)) ||
    within.teams.some((team) => team !== '' && teams.includes(team))
  );
}

/** After every code that begins with a given one. */
const LAST = '\uffff';

/**
 * The filter that takes what `covers` takes.
 * @param fields names of the fields that hold the division's code and the team's number (or numbers)
 */
export function withinFilter(within: Scope, fields: { readonly division: string; readonly team: string }): object {
  if (within === 'everywhere') return {};
  const divisions = areasOf(within).map((code) => ({ [fields.division]: { $gte: code, $lt: code + LAST } }));
  const teams = within.teams.filter((team) => team !== '');
  return { $or: [...divisions, { [fields.team]: { $in: teams } }] };
}
