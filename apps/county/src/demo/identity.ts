import { type Random } from './prng.js';
import { calendar } from './time.js';

/** A division code that is not assigned: a number that begins with it belongs to nobody. */
const NOWHERE = '430999';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';

/** The check character of the first 17 digits of an identity number (GB 11643). */
export function checkCharacter(digits: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits.charAt(i)), 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

/** An invented, well-formed identity number. `serial` is below 1000, odd for men and even for women. */
export function identityNumber(birthDay: number, serial: number): string {
  const { year, month, day } = calendar(birthDay);
  return withCheck(`${NOWHERE}${year * 10_000 + month * 100 + day}${String(serial).padStart(3, '0')}`);
}

/** Completes 17 digits with their check character. */
export function withCheck(digits: string): string {
  return digits + checkCharacter(digits);
}

/** The same number with a check character that is wrong. */
export function withWrongCheck(number: string): string {
  const right = number.charAt(17);
  const wrong = CHECK_CHARACTERS.charAt((CHECK_CHARACTERS.indexOf(right) + 3) % 11);
  return number.slice(0, 17) + wrong;
}

/** An invented mobile number: 140 is given to machines, not to people. */
export function machinePhone(random: Random): string {
  return '140' + random.digits(8);
}

const fullWidth = (text: string): string =>
  text.replace(/[0-9A-Za-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

/** The ways in which one number gets typed into a list; all of them are the same number. */
const SPELLINGS = {
  spaces: (no: string) => `${no.slice(0, 6)} ${no.slice(6, 14)} ${no.slice(14)}`,
  'full-width': fullWidth,
  'lower-case': (no: string) => no.toLowerCase(),
  'zero-width': (no: string) => `${no.slice(0, 6)}\u200b${no.slice(6, 14)}\u2060${no.slice(14)}\ufeff`,
  'ideographic-space': (no: string) => `\u3000${no.slice(0, 10)}\u3000${no.slice(10)}`,
  'full-width-lower-case': (no: string) => ` ${fullWidth(no.toLowerCase())}\u200d`,
  'no-break-space': (no: string) => `${no.slice(0, 14)}\u00a0${no.slice(14)}`,
} satisfies Record<string, (no: string) => string>;

export type Spelling = keyof typeof SPELLINGS;

export const SPELLING_NAMES = Object.keys(SPELLINGS) as Spelling[];

export function spelled(number: string, spelling: Spelling): string {
  return SPELLINGS[spelling](number);
}
