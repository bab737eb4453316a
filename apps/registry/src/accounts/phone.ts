import { compact } from '#attendance';

/** A mobile number of mainland China in the form in which it is compared: eleven digits, without `+86`, blanks or dashes. Undefined for anything else. */
export function readPhone(typed: string): string | undefined {
  const digits = compact(typed)
    .replaceAll('-', '')
    .replace(/^(\+|00)86/, '');
  return /^1\d{10}$/.test(digits) ? digits : undefined;
}
