import { compact } from '#attendance';
import { maskedName } from '#privacy';

interface Named {
  readonly volunteerNo: string;
  readonly name: string;
}

/** Before the end of a number; in a name it would be mistaken for that. */
const MARK = '#';

/**
 * What some people are called among themselves, `name` masked: no two are the same. Of whose mask is another's too, so many of the hidden characters are shown that nobody else's name
 * looks like it; those who are called the same get the end of their volunteer number instead, which is nothing personal.
 * @param people each number once
 */
export function labelsOf(people: readonly Named[]): Named[] {
  const named = people.map(({ volunteerNo, name }) => ({ volunteerNo, name: compact(name).replaceAll(MARK, '') }));
  const namesOf = Map.groupBy(new Set(named.map((p) => p.name)), (name) => maskedName(name));
  const masked = named.map(({ volunteerNo, name }) => ({
    volunteerNo,
    name: toldApart(
      name,
      (namesOf.get(maskedName(name)) ?? []).filter((n) => n !== name),
    ),
  }));
  const equal = Map.groupBy(masked, (p) => p.name);
  return masked.map(({ volunteerNo, name }) => ({
    volunteerNo,
    name: numbered(
      name,
      volunteerNo,
      (equal.get(name) ?? []).map((p) => p.volunteerNo),
    ),
  }));
}

/** @param others names whose mask is the same */
function toldApart(name: string, others: readonly string[]): string {
  let more = 0;
  const looksLike = (other: string) => maskedName(other, more) === maskedName(name, more);
  while (others.some(looksLike)) more++;
  return maskedName(name, more);
}

/** @param numbers of all who are called so */
function numbered(name: string, volunteerNo: string, numbers: readonly string[]): string {
  if (numbers.length === 1) return name;
  let length = 1;
  while (new Set(numbers.map((no) => no.slice(-length))).size < numbers.length) length++;
  return `${name}${MARK}${volunteerNo.slice(-length)}`;
}
