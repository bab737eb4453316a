const FIRST_MS = 100;
const LONGEST_MS = 5_000;
/** A process that lived this long is taken for healthy: its next death starts from the shortest delay again. */
const HEALTHY_MS = 30_000;

/** How many deaths in a row this one is, given how many came before it and how long the process had lived. */
export function deathsInARow(before: number, livedMs: number): number {
  return livedMs >= HEALTHY_MS ? 1 : before + 1;
}

/** Milliseconds to wait before the restart after the n-th death in a row (n ≥ 1): 100, 200, 400, … 5,000. */
export function restartDelay(deaths: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(deaths - 1, 16));
}
