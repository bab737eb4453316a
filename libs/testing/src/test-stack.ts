import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inClear } from './in-clear.js';
import { anyPort } from '#launcher';

export const ADMINISTRATOR = { username: 'admin', password: 'Sturdy-test-4711' } as const;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, a text otherwise. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look at what came, whatever it is
  readonly body: any;
}

/** An import as `GET /api/v1/imports/{id}` tells it. */
export interface ImportState {
  readonly id: string;
  readonly state: string;
  readonly rows: { total: number; accepted: number; unchanged: number; refused: number };
  readonly refusalsByCode: Record<string, number>;
  readonly problem: { code: string; message: string; row?: number; column?: string } | null;
}

/** An account as `POST /api/v1/accounts` takes it. */
interface NewAccount {
  readonly username: string;
  readonly password: string;
  readonly [more: string]: unknown;
}

interface Request {
  readonly token?: string | undefined;
  readonly json?: unknown;
  readonly body?: NonNullable<RequestInit['body']>;
  readonly headers?: Record<string, string>;
  readonly timeoutMs?: number;
}

/** Where somebody sees what is personal in clear: his own data, what he has unmasked with a reason. */
const SHOWN_IN_CLEAR = /\/me(\/export|\?|$)|\/unmask$/;

/** Folders of a stack's data whose files are no text: MongoDB's are compressed. */
const NOT_TEXT = /^(mongo|secrets)/;

/** What stands around the first such number; people of tests are invented. */
function around(text: string): string {
  const at = text.indexOf(inClear(text)[0] ?? '');
  return text.slice(Math.max(0, at - 200), at + 100);
}

/** The whole product with an empty county, as the built launcher starts it, in a folder and on servers of its own. */
export class TestStack {
  /** The administrator's access token. */
  token = '';
  /** Answers that held an identity or phone number where none is to be shown. */
  private readonly shownInClear = new Set<string>();

  private constructor(
    readonly address: string,
    readonly dataDir: string,
    private readonly launcher: ChildProcess,
    private readonly ended: Promise<unknown>,
    private readonly output: () => string,
  ) {}

  /** @param settings of the launcher's environment, such as `REPLICAS` or the address of a MongoDB that is there */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<TestStack> {
    const dataDir = mkdtempSync(join(tmpdir(), 'county-stack-'));
    const port = await anyPort();
    // Servers of its own, and nothing that only jest's node is told.
    const none = { MONGODB_URI: undefined, NATS_URL: undefined, MASTER_KEY: undefined, NODE_OPTIONS: undefined };
    const launcher = spawn(process.execPath, ['dist/libs/launcher/src/main.js'], {
      env: {
        ...process.env,
        ...none,
        PORT: String(port),
        DATA_DIR: dataDir,
        DEMO: 'off',
        ADMIN_USER: ADMINISTRATOR.username,
        ADMIN_PASSWORD: ADMINISTRATOR.password,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [launcher.stdout, launcher.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (output = (output + chunk).slice(-20_000)));
    }
    const ended = new Promise((resolve) => launcher.on('close', resolve));
    const stack = new TestStack(`http://127.0.0.1:${port}`, dataDir, launcher, ended, () => output);
    try {
      await stack.untilReady(120_000);
      stack.token = await stack.signIn(ADMINISTRATOR.username, ADMINISTRATOR.password);
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  /** @throws Error where a log, an event on JetStream or an answer held an identity or phone number in clear */
  async stop(): Promise<void> {
    if (this.launcher.exitCode === null) this.launcher.kill('SIGTERM');
    await this.ended;
    const found = [...this.shownInClear, ...this.keptInClear()];
    rmSync(this.dataDir, { recursive: true, force: true });
    if (found.length > 0) throw new Error(`personal numbers in clear: ${found.join('; ')}`);
  }

  /** Files that hold an identity or phone number: logs, and what JetStream has stored of every event. */
  private keptInClear(): string[] {
    const files = readdirSync(this.dataDir, { recursive: true, withFileTypes: true });
    return files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .filter((path) => !NOT_TEXT.test(relative(this.dataDir, path)))
      .flatMap((path) => {
        const line = readFileSync(path, 'latin1')
          .split('\n')
          .find((text) => inClear(text).length > 0);
        return line === undefined ? [] : [`${relative(this.dataDir, path)}: ${around(line)}`];
      });
  }

  /** What runs below the launcher now: the servers and services, by name. */
  processes(): { name: string; pid: number; start: string }[] {
    const run = JSON.parse(readFileSync(join(this.dataDir, 'run.json'), 'utf8')) as {
      children: { name: string; pid: number; start: string }[];
    };
    return run.children;
  }

  /** What the services' logs hold about a text, such as a trace id. */
  logged(text: string): string[] {
    const folder = join(this.dataDir, 'logs');
    const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
    return lines.filter((line) => line.includes(text)).map((line) => line.slice(0, 3_000));
  }

  async untilReady(withinMs: number): Promise<void> {
    await this.until(withinMs, 'ready', async () => {
      if (this.launcher.exitCode !== null) throw new Error(`the launcher ended: ${this.output()}`);
      const answer = await this.get('/readyz', { timeoutMs: 5_000 }).catch(() => undefined);
      return answer?.status === 200;
    });
  }

  /** Waits until something holds, and says what last came instead when it does not. Pauses grow by half up to `longestMs`. */
  async until(
    withinMs: number,
    what: string,
    holds: () => Promise<boolean>,
    everyMs = 50,
    longestMs = everyMs,
  ): Promise<void> {
    const end = Date.now() + withinMs;
    for (let pause = everyMs; !(await holds()); pause = Math.min(pause * 1.5, longestMs)) {
      if (Date.now() > end)
        throw new Error(`not ${what} within ${withinMs} ms; launcher: ${this.output().slice(-600)}`);
      await sleep(pause);
    }
  }

  async signIn(username: string, password: string): Promise<string> {
    const answer = await this.post('/api/v1/auth/login', { json: { username, password } });
    if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.accessToken as string;
  }

  /** Makes an account as the administrator; its access token. @throws Error where it is not made */
  async account(account: NewAccount): Promise<string> {
    const answer = await this.post('/api/v1/accounts', { token: this.token, json: account });
    if (answer.status !== 201) throw new Error(`account: ${answer.status} ${JSON.stringify(answer.body)}`);
    return this.signIn(account.username, account.password);
  }

  get = (path: string, request: Request = {}): Promise<Answer> => this.request('GET', path, request);
  post = (path: string, request: Request = {}): Promise<Answer> => this.request('POST', path, request);

  /** Without `token` as nobody. */
  async request(method: string, path: string, request: Request = {}): Promise<Answer> {
    const { token, json, body, headers, timeoutMs = 60_000 } = request;
    const answer = await fetch(this.address + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined
        ? body === undefined
          ? {}
          : { body, duplex: 'half' as const }
        : { body: JSON.stringify(json) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.text();
    if (!SHOWN_IN_CLEAR.test(path) && inClear(text).length > 0)
      this.shownInClear.add(`${method} ${path} ${answer.status}: ${around(text)}`);
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  }

  /** Hands a file over as the administrator; its answer as it came. */
  upload(kind: string, content: string | Uint8Array, { dryRun = false, name = 'file' } = {}): Promise<Answer> {
    const form = new FormData();
    form.append('file', new Blob([content]), name);
    return this.post(`/api/v1/imports/${kind}${dryRun ? '?dryRun=true' : ''}`, { token: this.token, body: form });
  }

  /** Hands a file over and waits for its end. */
  async bringIn(kind: string, content: string | Uint8Array, options: { dryRun?: boolean } = {}): Promise<ImportState> {
    const answer = await this.upload(kind, content, options);
    if (answer.status !== 202) throw new Error(`import of ${kind}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return this.imported(answer.body.id as string);
  }

  /** Waits for an import's end, asking as often as the command line does. */
  async imported(id: string, withinMs = 60_000): Promise<ImportState> {
    let found: ImportState | undefined;
    const ended = async () => {
      // The gateway may be away for a moment, where a test kills it.
      const answer = await this.get(`/api/v1/imports/${id}`, { token: this.token }).catch(() => undefined);
      if (answer?.status === 200) found = answer.body as ImportState;
      return found !== undefined && ['succeeded', 'failed', 'cancelled'].includes(found.state);
    };
    await this.until(withinMs, `at the end of ${id}`, ended, 50, 250);
    return found!;
  }

  async report(year: number, division?: string): Promise<Answer['body']> {
    const query = division === undefined ? '' : `?division=${division}`;
    const answer = await this.get(`/api/v1/reports/years/${year}${query}`, { token: this.token });
    if (answer.status !== 200) throw new Error(`report: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}
