/** A personal value as it may be shown: the ends that help to find the row, the rest as `*`; short values entirely hidden. */
export function mask(value: string): string {
  const characters = Array.from(value);
  const n = characters.length;
  if (n === 0) return '';
  const [head, tail] = n >= 16 ? [6, 2] : n >= 11 ? [3, 2] : n >= 7 ? [2, 1] : n >= 3 ? [1, 0] : [0, 0];
  return characters.slice(0, head).join('') + '*'.repeat(n - head - tail) + characters.slice(n - tail).join('');
}
