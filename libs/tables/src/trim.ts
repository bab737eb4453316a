/**
 * Whether a UTF-16 unit is white space in the sense of Unicode (property White_Space); no character beyond U+FFFF is. Other than
 * `String.prototype.trim` has it, U+0085 is and U+FEFF is not.
 */
export function isWhiteSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 9 && unit <= 13);
  if (unit < 0x85) return false;
  if (unit > 0x3000) return false;
  return (
    unit === 0x3000 ||
    unit === 0x85 ||
    unit === 0xa0 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f
  );
}

/** `text.slice(from, to)` without white space (Unicode's) at its ends. */
export function trimmedSlice(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** A text without white space (Unicode's) at its ends. Rule: definitions, "Reading a row". */
export function trimUnicode(text: string): string {
  return trimmedSlice(text, 0, text.length);
}
