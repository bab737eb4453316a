import { chinaIso } from '#kernel';
import { randomInt } from 'node:crypto';

/** Without what is mistaken for another when read aloud or off paper. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const LENGTH = 10;

/** A new session number: `HD`, the day of the session (UTC+08:00) and ten random letters, so it is never one that a file brings. */
export function newSessionNo(startsAt: number): string {
  const random = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return `HD${chinaIso(startsAt).slice(0, 10).replaceAll('-', '')}-${random}`;
}
