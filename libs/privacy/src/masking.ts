/**
 * A personal value as it may be shown: the ends that help to find the row, the rest as `*`; short values entirely hidden. Without consent nothing personal of
 * volunteers is disclosed (《志愿服务条例》 article 20; 《个人信息保护法》 articles 28–30 and 51; OWASP ASVS 5.0, 14.2.6).
 */
export function mask(value: string): string {
  const characters = Array.from(value);
  const n = characters.length;
  if (n === 0) return '';
  const [head, tail] = n >= 16 ? [6, 2] : n >= 11 ? [3, 2] : n >= 7 ? [2, 1] : n >= 3 ? [1, 0] : [0, 0];
  return characters.slice(0, head).join('') + '*'.repeat(n - head - tail) + characters.slice(n - tail).join('');
}

/**
 * A name of which the middle is hidden, or the end where it is short: as a rule enough to tell apart those who are at one session, or to
 * compare it with a name on paper.
 * @param more so many of the hidden characters are shown after all, from the left
 */
export function maskedName(name: string, more = 0): string {
  const characters = Array.from(name);
  const isLong = characters.length > 2;
  return characters.map((c, i) => (i <= more || (isLong && i === characters.length - 1) ? c : '*')).join('');
}

/** A mobile phone or identity number. */
const PERSONAL = /^(1\d{10}|\d{17}[\dX])$/i;

/** A text that names somebody, such as an account: one that is a phone or identity number masked, any other as it is. */
export function maskNumber(text: string): string {
  // As a phone number may be typed: `+86 139-…`.
  const plain = text.replaceAll(/[\s-]/g, '').replace(/^(\+|00)86/, '');
  return PERSONAL.test(plain) ? mask(plain) : text;
}
