import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Gateway } from './client.js';
import { compareFigures } from './compare.js';
import { untilCounted } from './counted.js';
import { type DemoCounty, makeDemoCounty } from './demo/index.js';
import { mainFigures } from './figures.js';
import { planFolder } from './folder-plan.js';
import { checkImported, importFolder } from './import-folder.js';
import { type Session } from './session.js';
import { withStack } from './stack.js';
import { failure, type Said, text } from './texts.js';

export interface DemoOptions {
  readonly year: number;
  readonly size: number;
  readonly seed: number;
}

const MOST_DIFFERENCES = 20;

/** Only the files of the demo county. */
export async function writeDemoFiles(options: DemoOptions, dir: string, session: Session): Promise<void> {
  await make(options, dir, session);
  session.say('demo_files', { dir });
}

/** Makes the demo county, brings it in, and compares the figures with those it was made to come to. */
export async function loadDemo(options: DemoOptions, session: Session): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'demo-county-'));
  try {
    const county = await make(options, dir, session);
    await withStack(session, async (gateway) => {
      const imported = await importFolder(await planFolder(dir), gateway, session);
      checkImported(imported);
      session.say('waiting_counted');
      await check(county, imported.endedAt, gateway, session);
      await tellYear(options.year, county.expected[0]?.division, gateway, session);
    });
  } finally {
    // A writer that was told to stop may still be closing its file.
    await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function make(options: DemoOptions, outDir: string, session: Session): Promise<DemoCounty> {
  session.say('demo_making', { ...options });
  const { progress } = session;
  const name = text('demo_county').zh;
  try {
    return await makeDemoCounty({
      ...options,
      outDir,
      gzip: true,
      onProgress: (done, total) => {
        session.signal.throwIfAborted();
        if (done < total) progress.update(name, done / total);
        else progress.finish(name, text('demo_made', { rows: total }).zh);
      },
    });
  } finally {
    progress.close();
  }
}

async function check({ expected }: DemoCounty, endedAt: number, gateway: Gateway, session: Session): Promise<void> {
  const differences: Said[] = [];
  let since = endedAt;
  for (const { year, division, figures } of expected) {
    const report = await untilCounted(() => gateway.report(year, division), since, session);
    since = 0; // counted once, counted for every division
    differences.push(...compareFigures(figures, report).map((difference) => ({ year, division, ...difference })));
  }
  if (differences.length === 0) {
    session.say('demo_equal', { count: expected.length });
    return;
  }
  session.say('demo_different', { count: differences.length });
  for (const difference of differences.slice(0, MOST_DIFFERENCES)) session.say('demo_difference', difference);
  if (differences.length > MOST_DIFFERENCES) session.say('more', { count: differences.length - MOST_DIFFERENCES });
  throw failure('error.demo_different');
}

async function tellYear(year: number, division: string | undefined, gateway: Gateway, session: Session): Promise<void> {
  for (const line of mainFigures(await gateway.report(year, division))) session.print(line);
  session.say('report_at', { url: gateway.address + gateway.reportPath(year, division) });
  const ofFolder = session.env['DATA_DIR'] ? `DATA_DIR=${session.env['DATA_DIR']} ` : '';
  session.say('report_command', {
    command: `${ofFolder}npm run county -- report ${year} --format xlsx --out ${year}.xlsx`,
  });
}
