import { LEGIBLE, randomLetters } from '#kernel';

/** 31 different letters and digits, 24 times: 118 bits, so that nobody finds one by trying. */
const LENGTH = 24;
const GROUP = 4;
const FORM = new RegExp(`^[${LEGIBLE}]{${LENGTH}}$`);

/** By which anybody verifies a certificate, in the form in which it is printed: six groups of four. */
export const newCode = (): string => inGroups(randomLetters(LENGTH));

/** A code however it was typed, in the form in which it is printed; undefined for what is none. */
export function readCode(text: string): string | undefined {
  const letters = text
    .normalize('NFKC')
    .replaceAll(/[\s\p{Dash}]/gu, '')
    .toUpperCase();
  return FORM.test(letters) ? inGroups(letters) : undefined;
}

function inGroups(letters: string): string {
  const groups = Array.from({ length: LENGTH / GROUP }, (_, i) => letters.slice(i * GROUP, (i + 1) * GROUP));
  return groups.join('-');
}
