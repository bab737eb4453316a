import type { ImportKind, ImportProblem, ImportState, ImportStatus, Refusal } from '#contracts';
import { DomainError } from '#kernel';
import { bucketPlan, type IndexPlan } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type ClientSession, type Collection, ObjectId } from 'mongodb';
import type { Connection } from 'mongoose';

export interface ImportJob {
  _id: string;
  kind: ImportKind;
  state: ImportState;
  dryRun: boolean;
  by: string;
  bytes: number;
  createdAt: Date;
  endedAt: Date | null;
  /** Rows of the file that are done with, in the file's order; blank rows are none. */
  applied: number;
  accepted: number;
  unchanged: number;
  refused: number;
  refusalsByCode: Record<string, number>;
  /** 0 to 1. */
  progress: number;
  problem: ImportProblem | null;
  /** Unexpected errors so far; after some the import fails rather than keep the others waiting. */
  errors: number;
  fileDeleted: boolean;
}

interface RefusalDocument extends Refusal {
  _id: ObjectId;
  importId: string;
}

export const IMPORTS_PLAN: IndexPlan = {
  imports: [
    { name: 'open', key: { state: 1, createdAt: 1 } },
    { name: 'ended', key: { endedAt: 1 } },
    { name: 'newest', key: { createdAt: -1, _id: 1 } },
  ],
  ...bucketPlan('imports'),
  refusals: [{ name: 'import', key: { importId: 1, row: 1, _id: 1 } }],
};

/** What a batch adds to an import. */
export interface BatchTally {
  readonly rows: number;
  readonly accepted: number;
  readonly unchanged: number;
  readonly refusals: readonly Refusal[];
  readonly progress: number;
}

const REFUSALS_PAGE = 2_000;

/** The states of imports that have not ended. */
const OPEN: { $in: ImportState[] } = { $in: ['queued', 'running'] };

/** The imports and their refusals. States change only from an open one, so an import that ended stays as it is. */
@Injectable()
export class ImportJobs {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  private get jobs(): Collection<ImportJob> {
    return this.connection.collection<ImportJob>('imports');
  }

  private get refusals(): Collection<RefusalDocument> {
    return this.connection.collection<RefusalDocument>('refusals');
  }

  /** Makes a queued import; the same id again (a lost answer) leaves the first. Returns whether it is new. */
  async create(
    job: Pick<ImportJob, '_id' | 'kind' | 'dryRun' | 'by' | 'bytes' | 'createdAt'>,
    session: ClientSession,
  ): Promise<boolean> {
    const rest = { state: 'queued', endedAt: null, applied: 0, accepted: 0, unchanged: 0, refused: 0 } as const;
    const more = { refusalsByCode: {}, progress: 0, problem: null, errors: 0, fileDeleted: false };
    const { _id, ...fields } = job;
    const result = await this.jobs.updateOne(
      { _id },
      { $setOnInsert: { ...fields, ...rest, ...more } },
      { upsert: true, session },
    );
    return result.upsertedCount === 1;
  }

  /** @throws DomainError `IMPORT.UNKNOWN` */
  async get(id: string): Promise<ImportJob> {
    const job = await this.jobs.findOne({ _id: id });
    if (job === null) throw new DomainError('IMPORT.UNKNOWN', { id });
    return job;
  }

  /** Those of one kind or of all, the newest first. */
  newest(limit: number, kind: ImportKind | null): Promise<ImportJob[]> {
    return this.jobs
      .find(kind === null ? {} : { kind })
      .sort({ createdAt: -1, _id: 1 })
      .limit(limit)
      .toArray();
  }

  /** Imports that have not ended, oldest first. */
  findOpen(): Promise<ImportJob[]> {
    return this.jobs.find({ state: OPEN }).sort({ createdAt: 1, _id: 1 }).limit(200).toArray();
  }

  /**
   * Epoch milliseconds: nothing acknowledged before waits in an import that is open; infinity where none is. A file is acknowledged after its
   * import was made; a dry run brings nothing.
   */
  async openSince(): Promise<number> {
    const [first] = await this.jobs.find({ state: OPEN, dryRun: false }).sort({ createdAt: 1 }).limit(1).toArray();
    return first?.createdAt.getTime() ?? Number.POSITIVE_INFINITY;
  }

  async start(id: string): Promise<boolean> {
    const result = await this.jobs.updateOne({ _id: id, state: OPEN }, { $set: { state: 'running' } });
    return result.matchedCount === 1;
  }

  async noteProgress(id: string, progress: number): Promise<void> {
    await this.jobs.updateOne({ _id: id, state: 'running' }, { $max: { progress } });
  }

  /**
   * Adds a batch to an import that is running and has `applied` rows so far; false when it was cancelled or another replica went on with it,
   * and then nothing of the batch may be written.
   */
  async addBatch(id: string, applied: number, tally: BatchTally, session: ClientSession): Promise<boolean> {
    const codes: Record<string, number> = {};
    for (const { code } of tally.refusals) {
      const key = `refusalsByCode.${code}`;
      codes[key] = (codes[key] ?? 0) + 1;
    }
    const result = await this.jobs.updateOne(
      { _id: id, state: 'running', applied },
      {
        $inc: {
          applied: tally.rows,
          accepted: tally.accepted,
          unchanged: tally.unchanged,
          refused: tally.refusals.length,
          ...codes,
        },
        $max: { progress: tally.progress },
      },
      { session },
    );
    if (result.matchedCount === 0) return false;
    if (tally.refusals.length > 0) {
      await this.refusals.insertMany(
        tally.refusals.map((r) => ({ ...r, _id: new ObjectId(), importId: id })),
        { session },
      );
    }
    return true;
  }

  async end(
    id: string,
    state: 'succeeded' | 'failed' | 'cancelled',
    now: number,
    problem: ImportProblem | null = null,
  ): Promise<boolean> {
    const result = await this.jobs.updateOne(
      { _id: id, state: OPEN },
      { $set: { state, problem, endedAt: new Date(now), ...(state === 'succeeded' ? { progress: 1 } : {}) } },
    );
    return result.matchedCount === 1;
  }

  /** Counts an unexpected error; returns how many there were. */
  async noteError(id: string): Promise<number> {
    const job = await this.jobs.findOneAndUpdate({ _id: id }, { $inc: { errors: 1 } }, { returnDocument: 'after' });
    return job?.errors ?? 0;
  }

  endedWithFileBefore(before: Date): Promise<ImportJob[]> {
    return this.jobs
      .find({ endedAt: { $lt: before }, fileDeleted: false })
      .limit(100)
      .toArray();
  }

  async noteFileDeleted(id: string): Promise<void> {
    await this.jobs.updateOne({ _id: id }, { $set: { fileDeleted: true } });
  }

  /** The rows of an import that were refused so far. */
  async refusedRows(id: string): Promise<ReadonlySet<number>> {
    const found = this.refusals.find({ importId: id }, { projection: { _id: 0, row: 1 } });
    return new Set(await found.map(({ row }) => row).toArray());
  }

  async refusalsPage(id: string, after: string | null): Promise<{ refusals: Refusal[]; next: string | null }> {
    const skip = after === null ? 0 : Number(after);
    const page = await this.refusals
      .find({ importId: id })
      .sort({ row: 1, _id: 1 })
      .skip(skip)
      .limit(REFUSALS_PAGE)
      .toArray();
    const next = page.length < REFUSALS_PAGE ? null : String(skip + page.length);
    return { refusals: page.map(({ row, column, value, code }) => ({ row, column, value, code })), next };
  }
}

export function statusOf(job: ImportJob): ImportStatus {
  return {
    id: job._id,
    kind: job.kind,
    state: job.state,
    dryRun: job.dryRun,
    rows: { total: job.applied, accepted: job.accepted, unchanged: job.unchanged, refused: job.refused },
    progress: job.progress,
    refusalsByCode: job.refusalsByCode,
    problem: job.problem,
    createdAt: job.createdAt.getTime(),
    endedAt: job.endedAt?.getTime() ?? null,
  };
}
