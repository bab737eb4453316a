import { randomInt } from 'node:crypto';
import { chinaDay } from './china-time.js';
import { LEGIBLE } from './legible.js';

const LENGTH = 10;

/** So many letters and digits of which none is mistaken for another; ten where nothing is said, by which a number is told from all others. */
export const randomLetters = (length = LENGTH): string =>
  Array.from({ length }, () => LEGIBLE[randomInt(LEGIBLE.length)]).join('');

/** Numbers that are given here: a prefix, a day (UTC+08:00) and ten random letters, in a form that no file may bring. */
export class OwnNumbers {
  private readonly form: RegExp;

  /** @param prefix capital letters, of one kind of thing alone */
  constructor(private readonly prefix: string) {
    this.form = new RegExp(`^${prefix}\\d{8}-[${LEGIBLE}]{${LENGTH}}$`);
  }

  /** A new number, naming the day of an instant (epoch milliseconds). */
  next(at: number): string {
    return `${this.prefix}${chinaDay(at).replaceAll('-', '')}-${randomLetters()}`;
  }

  /** True for every number in the form of those that are given here. */
  has(number: string): boolean {
    return this.form.test(number);
  }
}
