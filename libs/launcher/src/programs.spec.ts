import { describe, expect, test } from '@jest/globals';
import { type Fetchable } from './fetchers.js';
import { reasons, UserError } from './messages.js';
import { explainFailure, Unusable } from './probe.js';
import { findProgram, type Found, type Machine } from './programs.js';

interface Given {
  onPath?: Record<string, string>;
  cached?: Record<string, string>;
  publisher?: string | Error;
  index?: string | Error;
}

/** A machine where a program's version is the text it is given with; an `Error` says why it cannot be had. */
function aMachine({ onPath = {}, cached = {}, publisher, index }: Given): Machine & { fetched: string[] } {
  const fetched: string[] = [];
  const versions: Record<string, string> = { ...onPath };
  for (const [label, version] of Object.entries(cached)) versions[`cache/${label}`] = version;
  const source = (label: string, given: string | Error | undefined): Fetchable => ({
    label,
    megabytes: 1,
    fetch: () => {
      fetched.push(label);
      if (given === undefined) return Promise.reject(new Unusable(reasons.unreachable('ENOTFOUND')));
      if (given instanceof Error) return Promise.reject(given);
      versions[`cache/${label}`] = given;
      return Promise.resolve(`cache/${label}`);
    },
  });
  return {
    fetched,
    onPath: () => Object.keys(onPath),
    versionOf: (path) => {
      const version = versions[path] ?? '';
      return /^\d/.test(version) ? Promise.resolve(version) : Promise.reject(explainFailure(version));
    },
    cache: {
      labels: () => Object.keys(cached),
      path: (_program, label) => `cache/${label}`,
      has: (_program, label) => label in cached,
      add: (_program, _label, fetch) => fetch('work'),
    },
    publisher: () => source('official', publisher),
    index: () => source('pypi', index),
  };
}

const find = (given: Given, series?: string): Promise<Found> =>
  findProgram({ program: 'mongod', series }, () => undefined, aMachine(given));

async function failure(given: Given, series?: string): Promise<string> {
  const error = await find(given, series).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).text.en;
}

const NO_LIBRARY = 'mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file';

describe('looking for a server program', () => {
  test('takes one on PATH before all others', async () => {
    const found = await find({ onPath: { '/usr/bin/mongod': '7.0.1' }, cached: { pypi: '6.0.5' } });
    expect(found).toMatchObject({ path: '/usr/bin/mongod', version: '7.0.1', skipped: [] });
  });

  test('passes over one on PATH that is too old, and says so', async () => {
    const found = await find({ onPath: { '/usr/bin/mongod': '4.4.0' }, cached: { pypi: '6.0.5' } });
    expect(found.version).toBe('6.0.5');
    expect(found.skipped[0]?.en).toMatch('/usr/bin/mongod: version 4.4.0 is too old');
  });

  test('takes the newest of those fetched before', async () => {
    expect(await find({ cached: { a: '6.0.5', b: '8.0.21', c: '7.0.1' } })).toMatchObject({ path: 'cache/b' });
  });

  test('asks the publisher before the package index', async () => {
    expect(await find({ publisher: '8.0.21', index: '6.0.5' })).toMatchObject({ version: '8.0.21' });
    const found = await find({ index: '6.0.5' });
    expect(found.version).toBe('6.0.5');
    expect(found.skipped.map(({ en }) => en)).toEqual([
      'PATH: none',
      'cache: none',
      'official download: cannot be reached (ENOTFOUND)',
    ]);
  });

  test('takes none that cannot open the data there is', async () => {
    const found = await find({ onPath: { '/usr/bin/mongod': '8.0.21' }, cached: { pypi: '6.0.5' } }, '6.0');
    expect(found.version).toBe('6.0.5');
    expect(await failure({ cached: { pypi: '6.0.5' } }, '7.0')).toMatch('cannot open data written by 7.0');
  });

  test('does not fetch again what was fetched before and does not run', async () => {
    const machine = aMachine({ cached: { pypi: NO_LIBRARY } });
    await expect(findProgram({ program: 'mongod' }, () => undefined, machine)).rejects.toThrow();
    expect(machine.fetched).toEqual(['official']);
  });

  test('that finds none says what was tried, what to install and what else to do', async () => {
    const text = await failure({ index: NO_LIBRARY });
    expect(text).toMatch('PyPI: the shared library libcurl.so.4 is missing');
    expect(text).toMatch('apt-get install libcurl4');
    expect(text).toMatch('MONGODB_URI');
  });
});
