/** Negative, zero or positive as `a` is older than, equal to or newer than `b`; only the numbers count. */
export function compareVersions(a: string, b: string): number {
  const numbers = (version: string): number[] =>
    version.split(/[.+-]/, 3).map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `6.0` of `6.0.5`. */
export function seriesOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/**
 * Can this MongoDB open data that was made by that release series? Its own series and later ones under the same major number can, and
 * the first series of the next major number; nothing older, and nothing that skips a major number.
 */
export function mongoCanOpen(version: string, madeBySeries: string | undefined): boolean {
  if (madeBySeries === undefined) return true;
  const [major = 0, minor = 0] = seriesOf(version).split('.').map(Number);
  const [madeMajor = 0, madeMinor = 0] = madeBySeries.split('.').map(Number);
  return major === madeMajor ? minor >= madeMinor : major === madeMajor + 1 && minor === 0;
}
