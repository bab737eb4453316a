import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { DataFolder } from './data-folder.js';
import { freePort } from './ports.js';
import { isRunning, signal, until } from './processes.js';
import { whyNotReady } from './ready.js';
import { readRun, type Run } from './run-file.js';
import { services } from './services.js';

/** Starts take seconds, and many times that on a machine that is busy with other things. */
jest.setTimeout(180_000);

/** A project of its own: the built launcher, and services that do nothing but start and stop as real ones do. */
const project = mkdtempSync(join(tmpdir(), 'county-launch-'));
const root = process.cwd();
const STUB = `
import { createServer } from 'node:http';
import { exitWithLauncher } from '../../../libs/launcher/src/child.js';
const { PORT, HOST, REUSE_PORT } = process.env;
const server = createServer((_request, response) => response.end(process.env.INSTANCE));
const host = HOST ?? '127.0.0.1';
server.listen({ port: Number(PORT ?? 0), host, reusePort: REUSE_PORT === '1' });
exitWithLauncher(() => new Promise((resolve) => setTimeout(() => server.close(() => resolve()), 200)));
`;

interface Start {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
}

describe('a start of everything', () => {
  const dataDir = join(project, 'data');
  const folder = new DataFolder(dataDir);
  let port = 0;
  const starts: Start[] = [];

  beforeAll(async () => {
    cpSync(join(root, 'dist/libs/launcher'), join(project, 'dist/libs/launcher'), { recursive: true });
    cpSync(join(root, 'package.json'), join(project, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
    for (const { name } of services) {
      mkdirSync(join(project, 'dist/apps', name, 'src'), { recursive: true });
      writeFileSync(join(project, 'dist/apps', name, 'src/main.js'), STUB);
    }
    port = await freePort();
  });
  afterEach(async () => {
    for (const { child, ended } of starts.splice(0)) {
      child.kill('SIGTERM');
      await ended;
    }
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  function start(env: NodeJS.ProcessEnv = {}): Start {
    const main = join(project, 'dist/libs/launcher/src/main.js');
    const child = spawn(process.execPath, [main], {
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        PORT: String(port),
        DATA_DIR: dataDir,
        DEMO: 'off',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const started = { child, ended, output: () => output };
    starts.push(started);
    return started;
  }
  async function ready(started: Start, of = folder): Promise<Run> {
    await until(() => started.output().includes('Ready at') || started.child.exitCode !== null, 90_000);
    expect(started.output()).toContain('Ready at');
    return readRun(of)!;
  }
  const names = (run: Run): string[] => run.children.map(({ name }) => name).sort();
  const all = [...services.map(({ name }) => name), 'mongod', 'nats-server'].sort();

  test('runs every server and service, and brings back each that is killed', async () => {
    const run = await ready(start());
    expect(names(run)).toEqual(all);
    expect(statSync(folder.at('run.json')).mode & 0o077).toBe(0);
    for (const child of run.children) signal(child, 'SIGKILL');
    const isBack = (): boolean => {
      const now = readRun(folder)!;
      return (
        now.children.length === all.length &&
        !now.children.some(({ pid }) => run.children.some((old) => old.pid === pid))
      );
    };
    expect(await until(isBack, 60_000)).toBe(true);
    while ((await whyNotReady(run.address)) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  test('is refused where one runs already, and where the port is taken', async () => {
    await ready(start());
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`already running on ${dataDir}: http://127.0.0.1:${port}`);
    const elsewhere = start({ DATA_DIR: join(project, 'data-2') });
    expect(await elsewhere.ended).toBe(1);
    expect(elsewhere.output()).toContain(`Port ${port} is taken`);
    expect(elsewhere.output()).toContain(`PORT=${port + 1}`);
  });

  test('stops within 20 seconds when every process gets the signal at once and twice, and the next start waits for it', async () => {
    const first = start();
    const run = await ready(first);
    const began = Date.now();
    for (const target of [...run.children, run.launcher]) signal(target, 'SIGTERM');
    first.child.kill('SIGTERM');
    await until(() => first.output().includes('Stopping'), 5_000);
    const next = start();
    expect(await first.ended).toBe(0);
    expect(Date.now() - began).toBeLessThan(20_000);
    expect(run.children.filter(isRunning)).toEqual([]);
    expect(names(await ready(next))).toEqual(all);
  });

  test('after kill -9 of the launcher ends what was left, and goes on with the data', async () => {
    const first = start();
    const run = await ready(first);
    first.child.kill('SIGKILL');
    await first.ended;
    const isServer = (name: string): boolean => ['mongod', 'nats-server'].includes(name);
    expect(await until(() => run.children.filter(isRunning).every(({ name }) => isServer(name)), 10_000)).toBe(true);
    const next = start();
    const again = await ready(next);
    expect(run.children.filter(isRunning)).toEqual([]);
    expect(names(again)).toEqual(all);
    expect(next.output()).toMatch(/ending what it left: .*mongod/);
    // The account is told after the address, in a line of its own.
    expect(await until(() => next.output().includes('with the password that was set'), 5_000)).toBe(true);
  });

  test('runs as many replicas as it is told, and reports a demo county that cannot be loaded', async () => {
    const started = start({ REPLICAS: '2', DEMO: 'on', DATA_DIR: join(project, 'data-demo') });
    const run = await ready(started, new DataFolder(join(project, 'data-demo')));
    expect(names(run)).toHaveLength(2 * services.length + 2);
    expect(names(run)).toContain('check-in-2');
    await until(() => started.output().includes('is missing'), 5_000);
    expect(started.output()).toContain('the demo county cannot be loaded');
  });

  test('leaves the demo county out of a folder that began without it', async () => {
    const started = start({ DEMO: 'on' });
    await ready(started);
    started.child.kill('SIGTERM');
    expect(await started.ended).toBe(0);
    expect(started.output()).not.toContain('demo county cannot be loaded');
  });

  test('is refused on data that a newer version wrote', async () => {
    const { product } = folder.state();
    folder.note({ product: '99.0.0' });
    const newer = start();
    expect(await newer.ended).toBe(1);
    expect(newer.output()).toContain('99.0.0');
    folder.note({ product });
    expect(existsSync(folder.at('launcher.lock'))).toBe(false);
  });

  test('that cannot succeed because a service does not come up says which, and stops', async () => {
    const main = join(project, 'dist/apps/gateway/src/main.js');
    writeFileSync(main, "throw new Error('no such luck');");
    const started = start();
    expect(await started.ended).toBe(1);
    expect(started.output()).toContain('gateway keeps failing to start');
    expect(started.output()).toContain('no such luck');
    writeFileSync(main, STUB);
  });
});
