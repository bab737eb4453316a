import type { ImportKind, Refusal } from '#contracts';
import { Clock, DAY_MS, delay, HOUR_MS, Wakeup } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases, mongoUnavailable, Transactions } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import type { ClientSession } from 'mongodb';
import type { Logger } from 'pino';
import { ImportFiles } from './import-files.js';
import { ImportJobs, type ImportJob } from './import-jobs.js';
import { RowRefusal } from './column.js';
import type { ImportKindSpec, ReadRow, RowOutcome } from './import-kind.js';
import { FileProblem, numberOf, type ReadThrough, readThrough, sheetRows } from './read-through.js';
import { Rivals, type ToldRow } from './rivals.js';
import type { SheetRow } from './sheet-row.js';

/** Token of the kinds that the service takes. */
export const IMPORT_KINDS = Symbol('import kinds');

const BATCH_ROWS = 1_000;
const ROWS_BETWEEN_PAUSES = 50;
/** An import that was made here is begun at once; this long until one of another replica is seen. */
const POLL_MS = 1_000;
const SWEEP_MS = HOUR_MS;
/** Files are deleted this long after their import has ended. */
const KEEP_FILES_DAYS = 30;
const MAX_ERRORS = 5;
/** Share of the progress that reading through takes. */
const READING = 0.2;

/** Undoes a dry run's transaction and carries what would have become of the rows. */
class DryRunDone extends Error {
  constructor(readonly outcomes: RowOutcome[]) {
    super('dry run');
  }
}

/** Another replica, or a cancel, has the import. */
class NotMine extends Error {}

interface Batch {
  /** What is to be applied, and where each stands among the outcomes. */
  readonly rows: readonly ReadRow<unknown>[];
  readonly sheetRows: readonly SheetRow[];
  /** Rows decided without applying. */
  readonly decided: ReadonlyMap<number, RowOutcome>;
}

type AnyKind = ImportKindSpec<unknown, unknown>;

/** Works on the service's imports: one replica at a time, of each kind the oldest first, different kinds at the same time. */
@Injectable()
export class ImportRunner extends LeasedTask {
  /** Woken when an import was made here. */
  readonly arrived = new Wakeup();

  constructor(
    private readonly jobs: ImportJobs,
    private readonly files: ImportFiles,
    leases: Leases,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @Inject(IMPORT_KINDS) private readonly kinds: readonly AnyKind[],
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'imports');
  }

  protected async work(held: AbortSignal): Promise<void> {
    const busy = new Map<ImportKind, Promise<void>>();
    let nextSweep = 0;
    while (!held.aborted) {
      const open = await this.jobs.findOpen().catch(() => []);
      for (const job of open) {
        if (busy.has(job.kind)) continue;
        const done = this.attempt(job, held).finally(() => {
          busy.delete(job.kind);
          this.arrived.wake();
        });
        busy.set(job.kind, done);
      }
      if (Date.now() > nextSweep) {
        nextSweep = Date.now() + SWEEP_MS;
        await this.sweep().catch((err: unknown) =>
          this.log.warn({ err: String(err) }, 'old files will be deleted later'),
        );
      }
      await this.arrived.wait(POLL_MS, held);
    }
    await Promise.all(busy.values());
  }

  private async attempt(job: ImportJob, held: AbortSignal): Promise<void> {
    try {
      await this.bringIn(job, held);
    } catch (error) {
      if (error instanceof NotMine || held.aborted) return;
      if (error instanceof FileProblem) {
        await this.jobs.end(job._id, 'failed', this.clock.now(), error.problem).catch(() => undefined);
        return;
      }
      if (mongoUnavailable(error) === undefined) {
        this.log.error({ err: error, import: job._id }, 'an import met an unexpected error');
        const errors = await this.jobs.noteError(job._id).catch(() => 0);
        if (errors >= MAX_ERRORS) {
          await this.jobs.end(job._id, 'failed', this.clock.now(), { code: 'internal' }).catch(() => undefined);
        }
      }
      await delay(300, held);
    }
  }

  private async bringIn(found: ImportJob, held: AbortSignal): Promise<void> {
    const kind = this.kinds.find((k) => k.kind === found.kind);
    if (kind === undefined) throw new Error(`this service does not take ${found.kind}`);
    if (!(await this.jobs.start(found._id))) return;
    const job = await this.jobs.get(found._id);
    const source = this.files.source(job._id, job.bytes);
    const started = Date.now();

    let told = started;
    const file = await readThrough(source, kind, async (rows) => {
      if (held.aborted) throw new NotMine();
      if (Date.now() - told < 500) return;
      told = Date.now();
      await this.jobs.noteProgress(job._id, READING * (1 - 1 / (1 + rows / 100_000)));
    });
    await this.applyAll(job, kind, file, held);
    if (!(await this.jobs.end(job._id, 'succeeded', this.clock.now()))) return;
    this.log.info({ import: job._id, rows: file.total, milliseconds: Date.now() - started }, 'import succeeded');
  }

  private async applyAll(job: ImportJob, kind: AnyKind, file: ReadThrough, held: AbortSignal): Promise<void> {
    const context = await kind.context?.();
    const oneStandsBy = job.dryRun ? undefined : kind.oneStandsBy;
    const rivals = new Rivals(oneStandsBy, file.repeats);
    const refused =
      oneStandsBy !== undefined && job.applied > 0 ? await this.jobs.refusedRows(job._id) : new Set<number>();
    let applied = job.applied;
    let index = 0;
    let waiting: SheetRow[] = [];
    let writing: Promise<unknown> = Promise.resolve();
    // The next batch is read and prepared while the database writes the one before.
    const flush = async () => {
      const batch = await prepare(kind, waiting, context, file.repeats);
      waiting = [];
      await writing;
      const from = applied;
      applied += batch.sheetRows.length;
      const progress = READING + (1 - READING) * (applied / Math.max(1, file.total));
      writing = this.write(job, kind, batch, { rivals, from, progress });
      writing.catch(() => undefined);
    };
    for await (const rows of sheetRows(this.files.source(job._id, job.bytes), kind.columns)) {
      for (const row of rows) {
        // Rows that were applied before a crash are passed over, but noted as seen.
        if (index++ < job.applied) {
          const number = numberOf(row, kind.numberedBy);
          if (number !== '') file.repeats.visit(number);
          if (!refused.has(row.number)) rivals.passOver(row);
          continue;
        }
        waiting.push(row);
        if (waiting.length >= BATCH_ROWS) await flush();
      }
      if (held.aborted) throw new NotMine();
    }
    if (waiting.length > 0) await flush();
    await writing;
  }

  private async write(
    job: ImportJob,
    kind: AnyKind,
    batch: Batch,
    { rivals, from, progress }: { readonly rivals: Rivals; readonly from: number; readonly progress: number },
  ): Promise<void> {
    const record = async (outcomes: readonly RowOutcome[], session: ClientSession) => {
      const all = merge(batch, outcomes);
      const overruled = rivals.overruled(batch.sheetRows, all);
      const count = (outcome: RowOutcome) =>
        all.filter((o) => o === outcome).length - overruled.filter((o) => o.outcome === outcome).length;
      const tally = {
        rows: batch.sheetRows.length,
        accepted: count('accepted'),
        unchanged: count('unchanged'),
        refusals: [...overruled.map((o) => lostBy(kind, o)), ...refusalsOf(kind, batch, all)],
        progress,
      };
      if (!(await this.jobs.addBatch(job._id, from, tally, session))) throw new NotMine();
      return all;
    };
    const apply = async (session: ClientSession) =>
      batch.rows.length > 0 ? kind.apply(batch.rows, session, job.createdAt.getTime()) : [];
    if (job.dryRun) {
      const outcomes = await this.wouldBecome(apply);
      await this.transactions.run((session) => record(outcomes, session));
      return;
    }
    const outcomes = await this.transactions.run(async (session) => record(await apply(session), session));
    rivals.tell(batch.sheetRows, outcomes);
    if (outcomes.includes('accepted')) kind.changed?.();
  }

  /** What applying would amount to, undone. */
  private async wouldBecome(apply: (session: ClientSession) => Promise<RowOutcome[]>): Promise<RowOutcome[]> {
    try {
      return await this.transactions.run(async (session) => {
        throw new DryRunDone(await apply(session));
      });
    } catch (error) {
      if (error instanceof DryRunDone) return error.outcomes;
      throw error;
    }
  }

  private async sweep(): Promise<void> {
    const now = this.clock.now();
    for (const job of await this.jobs.endedWithFileBefore(new Date(now - KEEP_FILES_DAYS * DAY_MS))) {
      await this.files.delete(job._id);
      await this.jobs.noteFileDeleted(job._id);
    }
    await this.files.deleteUnfinished(new Date(now - DAY_MS));
  }
}

/** Decides what can be decided row by row; the rest is to be applied. Pauses now and then, so that the writing of the rows before goes on. */
async function prepare(
  kind: AnyKind,
  sheetRows: readonly SheetRow[],
  context: unknown,
  repeats: ReadThrough['repeats'],
): Promise<Batch> {
  const rows: ReadRow<unknown>[] = [];
  const decided = new Map<number, RowOutcome>();
  for (const [i, row] of sheetRows.entries()) {
    const verdict = verdictOf(kind, row, context, repeats);
    if (typeof verdict === 'string' || verdict instanceof RowRefusal) decided.set(i, verdict);
    else rows.push(verdict);
    if (i % ROWS_BETWEEN_PAUSES === 0) await setImmediate();
  }
  return { rows, sheetRows, decided };
}

function verdictOf(
  kind: AnyKind,
  row: SheetRow,
  context: unknown,
  repeats: ReadThrough['repeats'],
): RowOutcome | ReadRow<unknown> {
  const broken = row.broken;
  if (broken !== undefined) return broken;
  const { numberedBy } = kind;
  const number = numberOf(row, numberedBy);
  const visit = number === '' ? 'first' : repeats.visit(number);
  if (visit === 'conflicting') return new RowRefusal(numberedBy?.[0]?.name ?? '', 'number_repeated');
  const missing = kind.columns.find((c) => c.required === true && row.text(c.name) === '');
  if (missing !== undefined) return new RowRefusal(missing.name, 'cell_missing');
  const value = kind.read(row, context);
  if (value instanceof RowRefusal) return value;
  if (visit === 'again') return 'unchanged';
  return { value, row };
}

/** The outcomes of all rows of a batch, in order. */
function merge(batch: Batch, outcomes: readonly RowOutcome[]): RowOutcome[] {
  let next = 0;
  return batch.sheetRows.map((_, i) => {
    const outcome = batch.decided.get(i) ?? outcomes[next++];
    if (outcome === undefined) throw new Error('a row has no outcome');
    return outcome;
  });
}

function refusalsOf(kind: AnyKind, batch: Batch, outcomes: readonly RowOutcome[]): Refusal[] {
  return outcomes.flatMap((outcome, i) => {
    const row = batch.sheetRows[i];
    if (!(outcome instanceof RowRefusal) || row === undefined) return [];
    const { column, code } = outcome;
    const spec = kind.columns.find((c) => c.name === column);
    return [{ row: row.number, column, code, value: spec === undefined ? '' : row.shown(spec) }];
  });
}

/** A row of an earlier batch whose place another has taken. */
function lostBy({ oneStandsBy }: AnyKind, { row, value }: ToldRow): Refusal {
  const { column, code } = new RowRefusal(oneStandsBy?.name ?? '', 'conflict');
  return { row, column, code, value };
}
