import { compact } from '#attendance';

/** Document type 01: resident identity card. */
const IDENTITY_CARD = '01';
/** Weights of GB 11643 for the first 17 digits, and the check characters by the sum modulo 11. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = '10X98765432';

/** An identity: document type and number in the form in which they are compared, and the birth date that the number holds (type 01 only). */
export interface Identity {
  readonly type: string;
  readonly number: string;
  /** `YYYY-MM-DD` */
  readonly bornOn: string | undefined;
}

/**
 * Reads a document number (definitions, "identity" and "a valid number"): compact, letters upper-cased; for type 01 18 characters with a
 * real date and the check digit of GB 11643, for other types not empty. Undefined when it is not valid.
 */
export function readIdentity(type: string, typed: string): Identity | undefined {
  const number = compact(typed).toUpperCase();
  if (type !== IDENTITY_CARD) return number === '' ? undefined : { type, number, bornOn: undefined };
  if (!/^\d{17}[\dX]$/.test(number)) return undefined;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (number.charCodeAt(i) - 48) * (WEIGHTS[i] ?? 0);
  if (CHECK[sum % 11] !== number[17]) return undefined;
  const year = Number(number.slice(6, 10));
  const month = Number(number.slice(10, 12));
  const day = Number(number.slice(12, 14));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return { type, number, bornOn: `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}` };
}
