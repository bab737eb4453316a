import { chinaIso, LEGIBLE } from '#kernel';
import { randomInt } from 'node:crypto';

const LENGTH = 10;

const PLANNED = new RegExp(`^HD\\d{8}-[${LEGIBLE}]{${LENGTH}}$`);

/** True for a number that is given here, and so is none that a file may bring. */
export const isPlannedNo = (sessionNo: string): boolean => PLANNED.test(sessionNo);

/** A new session number: `HD`, the day of the session (UTC+08:00) and ten random letters, so it is never one that a file brings. */
export function newSessionNo(startsAt: number): string {
  return `HD${chinaIso(startsAt).slice(0, 10).replaceAll('-', '')}-${randomLetters()}`;
}

/** A new activity number. */
export const newActivityNo = (): string => `XM-${randomLetters()}`;

const randomLetters = (): string => Array.from({ length: LENGTH }, () => LEGIBLE[randomInt(LEGIBLE.length)]).join('');
