/** Lengths of the codes of village, township and county. */
const LEVELS = [12, 9, 6] as const;

/**
 * The least division that holds all of some, by prefix of the code; blank where none does.
 * @param longest of the code that is looked for: 12 a village, 9 a township, 6 a county
 */
export function leastDivision(divisions: readonly string[], longest: (typeof LEVELS)[number] = 12): string {
  for (const length of LEVELS.filter((l) => l <= longest)) {
    const codes = new Set(divisions.map((d) => d.slice(0, length)));
    if (codes.size === 1) return [...codes][0] ?? '';
  }
  return '';
}
