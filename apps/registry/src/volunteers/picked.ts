import { compact } from '#attendance';

/** What somebody is looked for by. */
export interface Sought {
  readonly volunteerNo: string;
  readonly name: string;
  readonly phone: string;
}

/** So many of the last digits of a phone number are enough to look for it. */
const LAST_DIGITS = 4;

/** Whether a text finds somebody: a part of his name or number, or the end of his phone number. */
export function isSought({ volunteerNo, name, phone }: Sought, text: string): boolean {
  const sought = compact(text).toLowerCase();
  if (sought === '') return false;
  const isEnd = sought.length >= LAST_DIGITS && /^\d+$/.test(sought) && compact(phone).endsWith(sought);
  return isEnd || compact(name).toLowerCase().includes(sought) || volunteerNo.toLowerCase().includes(sought);
}

/**
 * A name of which the middle is hidden, or the end where it is short: as a rule enough to tell apart those who are at one session.
 * @param more so many of the hidden characters are shown after all, from the left
 */
export function maskedName(name: string, more = 0): string {
  const characters = Array.from(name);
  const isLong = characters.length > 2;
  return characters.map((c, i) => (i <= more || (isLong && i === characters.length - 1) ? c : '*')).join('');
}
