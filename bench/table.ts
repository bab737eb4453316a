import { machine } from './machine.ts';

/** One measure: what was found, against what, and what is aimed at. */
export interface Row {
  readonly measure: string;
  readonly found: string;
  readonly against: string;
  readonly ratio?: number;
  readonly aim: string;
}

export const round = (value: number, digits = 1): string => value.toFixed(digits);

/** What was found, as it stands in `results.md`. */
export function table(rows: readonly Row[], rounds: number): string {
  return [
    `Measured by \`npm run bench\` on ${machine()}. Ratios are medians of ${rounds} rounds, measured alternately in one run.`,
    '',
    '| measure | found | against | ratio | aim |',
    '|---|---|---|---|---|',
    ...rows.map(
      (r) =>
        `| ${r.measure} | ${r.found} | ${r.against} | ${r.ratio === undefined ? '–' : `${round(r.ratio, 2)} ×`} | ${r.aim} |`,
    ),
    '',
  ].join('\n');
}
