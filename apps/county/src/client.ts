import { type AuditHead, IMPORT_MAX_BYTES, type ImportKind, importStatus, registry, statistics } from '#contracts';
import { createWriteStream, openAsBlob } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { failure, reasonOf, type Say } from './texts.js';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface GatewayOptions {
  readonly address: string;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly say: Say;
  readonly fetch?: Fetch;
  /** How long a part that is gone or overloaded is waited for; milliseconds. */
  readonly patienceMs?: number;
}

const status = importStatus.extend({
  problem: importStatus.shape.problem.unwrap().extend({ message: z.string() }).nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
});
/** How far an import is, as the gateway tells it. */
export type ImportAnswer = z.infer<typeof status>;

const report = statistics.reports.year.output.extend({ asOf: z.string() });
export type Report = z.infer<typeof report>;

const verified = registry.audit.verify.output;
const newPassword = registry.accounts.resetPassword.output;
const recount = statistics.reports.recount.output;
export type Recount = z.infer<typeof recount>;

const problem = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** The gateway refuses for now, or could not be reached: worth asking again. */
class NotNow extends Error {
  constructor(
    message: string,
    readonly waitMs: number,
  ) {
    super(message);
  }
}

/** A failure of this machine's disk must not pass for one of the connection. */
class LocalFailure extends Error {}

/** Speaks to the gateway as the command line; waits out what is gone or overloaded. */
export class Gateway {
  readonly address: string;
  private readonly fetch: Fetch;
  private readonly patienceMs: number;

  constructor(private readonly options: GatewayOptions) {
    this.address = options.address;
    this.fetch = options.fetch ?? fetch;
    this.patienceMs = options.patienceMs ?? 60_000;
  }

  /** Hands a file over, streamed from disk. The same file twice changes nothing, so a lost answer is no harm. */
  async upload(kind: ImportKind, file: string): Promise<string> {
    const { size } = await readable(file);
    if (size > IMPORT_MAX_BYTES) throw failure('error.too_large', { file });
    const body = async (): Promise<RequestInit> => {
      const form = new FormData();
      form.append('file', await openAsBlob(file), basename(file));
      return { method: 'POST', body: form };
    };
    const accepted = z.object({ id: z.string() });
    const answer = await this.ask(`/api/v1/imports/${kind}`, body, (response) => response.json());
    return accepted.parse(answer).id;
  }

  async importStatus(id: string): Promise<ImportAnswer> {
    return status.parse(await this.ask(this.importPath(id), {}, (response) => response.json()));
  }

  /** True where a file of divisions has brought some. */
  async hasDivisions(): Promise<boolean> {
    const answer = await this.ask('/api/v1/imports?kind=divisions&limit=100', {}, (response) => response.json());
    const { imports } = z.object({ imports: z.array(status) }).parse(answer);
    return imports.some(({ dryRun, rows }) => !dryRun && rows.accepted + rows.unchanged > 0);
  }

  async report(year: number, division?: string): Promise<Report> {
    return report.parse(await this.ask(this.reportPath(year, division), {}, (response) => response.json()));
  }

  async recount(year: number, division?: string): Promise<Recount> {
    const path = this.reportPath(year, division, '/recount');
    return recount.parse(await this.ask(path, { method: 'POST' }, (response) => response.json()));
  }

  async resetPassword(username: string): Promise<z.output<typeof newPassword>> {
    const path = `/api/v1/accounts/${encodeURIComponent(username)}/password-reset`;
    return newPassword.parse(await this.ask(path, { method: 'POST' }, (response) => response.json()));
  }

  async verifyAudit(known: AuditHead | undefined): Promise<z.output<typeof verified>> {
    const init = { method: 'POST', body: JSON.stringify({ known }) };
    return verified.parse(await this.ask('/api/v1/audit/verify', init, (response) => response.json()));
  }

  /** Saves an answer under a name that exists only once it is whole. */
  async save(path: string, file: string): Promise<void> {
    const draft = `${file}.part`;
    try {
      await this.ask(path, {}, async (response) => {
        const out = createWriteStream(draft);
        const failed = new Promise<never>((_, reject) => {
          out.on('error', (error) => reject(new LocalFailure(error.message)));
        });
        const body = response.body ?? new ReadableStream<Uint8Array<ArrayBuffer>>();
        await Promise.race([pipeline(Readable.fromWeb(body), out), failed]);
      });
      await rename(draft, file).catch((error: unknown) => {
        throw new LocalFailure(reasonOf(error));
      });
    } catch (error) {
      await rm(draft, { force: true });
      if (error instanceof LocalFailure) throw failure('error.write', { file, reason: error.message });
      throw error;
    }
  }

  importPath(id: string): string {
    return `/api/v1/imports/${encodeURIComponent(id)}`;
  }

  reportPath(year: number, division?: string, ending = ''): string {
    const query = division === undefined ? '' : `?division=${encodeURIComponent(division)}`;
    return `/api/v1/reports/years/${String(year).padStart(4, '0')}${ending}${query}`;
  }

  /** One request, asked again while the gateway cannot serve it, up to the patience; the answer's body is read within each attempt. */
  private async ask<T>(
    path: string,
    init: RequestInit | (() => Promise<RequestInit>),
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const { signal, say, address } = this.options;
    let failing: number | undefined;
    for (;;) {
      try {
        return await this.once(path, typeof init === 'function' ? await init() : init, read);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof NotNow)) throw error;
        if (failing === undefined) {
          failing = Date.now();
          say('waiting_for', { reason: error.message });
        }
        if (Date.now() + error.waitMs - failing > this.patienceMs) {
          const seconds = Math.round(this.patienceMs / 1000);
          throw failure('error.unreachable', { address, seconds, reason: error.message });
        }
        await delay(error.waitMs, undefined, { signal });
      }
    }
  }

  private async once<T>(path: string, init: RequestInit, read: (response: Response) => Promise<T>): Promise<T> {
    const type = typeof init.body === 'string' ? { 'Content-Type': 'application/json' } : {};
    const headers = { ...type, Authorization: `Bearer ${this.options.token}`, 'Accept-Language': 'zh' };
    try {
      const response = await this.fetch(this.address + path, { ...init, headers, signal: this.options.signal });
      if (response.status === 503 || response.status === 429) {
        await response.body?.cancel();
        throw new NotNow(`HTTP ${response.status}`, retryAfterMs(response));
      }
      if (response.ok) return await read(response);
      throw await refusal(response);
    } catch (error) {
      throw isLostConnection(error) ? new NotNow(causeOf(error), 1_000) : error;
    }
  }
}

/** fetch tells every failure of the connection, also in the middle of a body, as a TypeError with a cause; a stream by its code. */
function isLostConnection(error: unknown): error is Error {
  if (error instanceof TypeError) return error.message === 'terminated' || error.cause !== undefined;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(UND_ERR_|ECONNRE|EPIPE|ERR_STREAM_PREMATURE_CLOSE)/.test(code);
}

function causeOf(error: Error): string {
  const code = (error.cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : error.message;
}

function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get('Retry-After') ?? 1);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0.1), 30) * 1000 : 1_000;
}

async function refusal(response: Response): Promise<Error> {
  const body = await response.text();
  const { status } = response;
  try {
    const { code, detail, errors = [] } = problem.parse(JSON.parse(body));
    const lines = errors.map(({ path, message }) => `${path}: ${message}`).join('\n');
    return failure('error.answer', { status, code, detail }, lines);
  } catch {
    return failure('error.answer', { status, code: '', detail: body.slice(0, 200) });
  }
}

async function readable(file: string): Promise<{ size: number }> {
  try {
    return await stat(file);
  } catch (error) {
    throw failure('error.read', { file, reason: reasonOf(error) });
  }
}
