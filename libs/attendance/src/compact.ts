/** White space of any kind, and the zero-width characters that copying out of chat programs leaves behind. */
const INVISIBLE = /[\p{White_Space}\u200B-\u200D\u2060\uFEFF]+/gu;
const PLAIN = /^[\x21-\x7E]*$/;

/**
 * The *compact* form of a text: Unicode NFKC without white space and without U+200B–U+200D, U+2060 and U+FEFF.
 * Full-width letters and digits become plain ones, so the same name or number typed in two ways compares equal.
 * Rule: definitions, "Reading a row".
 */
export function compact(text: string): string {
  return PLAIN.test(text) ? text : text.normalize('NFKC').replace(INVISIBLE, '');
}
