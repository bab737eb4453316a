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
