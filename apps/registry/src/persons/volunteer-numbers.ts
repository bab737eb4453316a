import { LEGIBLE } from '#kernel';
import { randomInt } from 'node:crypto';

const LENGTH = 10;

const MADE_HERE = new RegExp(`^ZY\\d{4}-[${LEGIBLE}]{${LENGTH}}$`);

/** True for a volunteer number that is given here, and so is none that a file may bring. */
export const isMadeHere = (volunteerNo: string): boolean => MADE_HERE.test(volunteerNo);

/** A new volunteer number: `ZY`, the year of registering and ten random letters, so it is never one that a file brings. */
export function newVolunteerNo(year: number): string {
  const random = Array.from({ length: LENGTH }, () => LEGIBLE[randomInt(LEGIBLE.length)]).join('');
  return `ZY${String(year).padStart(4, '0')}-${random}`;
}
