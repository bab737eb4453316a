import { access, constants, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Gateway, type Report } from './client.js';
import { untilCounted } from './counted.js';
import { mainFigures } from './figures.js';
import { type Session } from './session.js';
import { failure, reasonOf } from './texts.js';

export const FORMATS = ['json', 'xlsx', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

export interface ReportOptions {
  readonly year: number;
  readonly division?: string | undefined;
  readonly format: Format;
  /** An absolute path. */
  readonly out: string;
}

/** Sees before the work that its result can be put there. */
export async function checkPlace(out: string): Promise<void> {
  await access(dirname(out), constants.W_OK).catch((error: unknown) => {
    throw failure('error.write', { file: out, reason: reasonOf(error) });
  });
}

/** Writes the report of a year, once everything acknowledged before now, or before the given instant, is counted. */
export async function writeReport(
  { year, division, format, out }: ReportOptions,
  gateway: Gateway,
  session: Session,
  since = Date.now(),
): Promise<Report> {
  const report = await untilCounted(() => gateway.report(year, division), since, session);
  if (format === 'json') {
    await writeFile(out, `${JSON.stringify(report, null, 2)}\n`).catch((error: unknown) => {
      throw failure('error.write', { file: out, reason: reasonOf(error) });
    });
  } else {
    await gateway.save(gateway.reportPath(year, division, `.${format}`), out);
  }
  session.say('counted', { asOf: report.asOf });
  session.say('written', { file: out });
  for (const line of mainFigures(report)) session.print(line);
  return report;
}
