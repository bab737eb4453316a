import { compact } from '#attendance';
import type { Roster } from '#contracts';

type Person = Roster['people'][number];

/** As on the server: nobody browses, and whoever looks for somebody among more than so many says more of him. */
const LEAST_CHARACTERS = 3;
const MOST_FOUND = 20;

/** Those of a roster whom a text finds: by a part of a number, or by the beginning of the name, of which the hidden characters may be any. */
export function find({ people }: Pick<Roster, 'people'>, text: string): Person[] {
  const sought = Array.from(compact(text).toLowerCase());
  if (sought.length < LEAST_CHARACTERS) return [];
  return people
    .filter(
      ({ name, volunteerNos }) =>
        volunteerNos.some((no) => no.toLowerCase().includes(sought.join(''))) ||
        fits(Array.from(name.toLowerCase()), sought),
    )
    .slice(0, MOST_FOUND);
}

/** At least one character must be one that is shown: `***` finds nobody. */
function fits(name: readonly string[], sought: readonly string[]): boolean {
  if (sought.length > name.length) return false;
  const isAs = (c: string, i: number) => name[i] === c && c !== '*';
  return sought.every((c, i) => name[i] === '*' || isAs(c, i)) && sought.some(isAs);
}
