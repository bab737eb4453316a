/** Not within a hexadecimal number, of which logs are full. */
const PHONE = /(?<![\da-f])(?:86)?(1[3-9]\d{9})(?![\da-f])/gi;
const IDENTITY = /(?<!\d)\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])/g;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Identity numbers (with a check digit that is right) and mobile phone numbers that stand in a text in clear, in this order. */
export function inClear(text: string): string[] {
  const identities = (text.match(IDENTITY) ?? []).filter((found) => {
    const sum = WEIGHTS.reduce((all, weight, i) => all + weight * Number(found[i]), 0);
    return '10X98765432'[sum % 11] === found[17]?.toUpperCase();
  });
  return [...identities, ...[...text.matchAll(PHONE)].map(([, number = '']) => number)];
}
