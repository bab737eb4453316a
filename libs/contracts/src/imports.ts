import { z } from 'zod';
import { rpc } from './contract.js';
import type { ServiceName } from './service.js';

/** The kinds of files that a county hands over, and the service that owns each. */
export const IMPORT_OWNERS = {
  divisions: 'registry',
  grids: 'registry',
  'grid-staff': 'registry',
  teams: 'registry',
  volunteers: 'registry',
  sessions: 'scheduling',
  attendance: 'check-in',
} as const satisfies Record<string, ServiceName>;
export type ImportKind = keyof typeof IMPORT_OWNERS;
export const importKind = z.enum(Object.keys(IMPORT_OWNERS) as [ImportKind, ...ImportKind[]]);

/** Bytes of the file in one chunk; every chunk but the last has just this many. */
export const IMPORT_CHUNK_BYTES = 512 * 1024;
/** The largest file taken. */
export const IMPORT_MAX_BYTES = 512 * 1024 * 1024;

/** The imports of one list, at most. */
export const IMPORTS_LISTED = 100;

export const importState = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
export type ImportState = z.infer<typeof importState>;

/** Why a file as a whole was not taken: a code, and where in the file if that is known. */
export const importProblem = z.object({
  code: z.string(),
  row: z.int().optional(),
  column: z.string().optional(),
  value: z.string().optional(),
});
export type ImportProblem = z.infer<typeof importProblem>;

export const importStatus = z.object({
  id: z.string(),
  kind: importKind,
  state: importState,
  dryRun: z.boolean(),
  /** `total = accepted + unchanged + refused` once it has ended, and at every moment in between. */
  rows: z.object({ total: z.int(), accepted: z.int(), unchanged: z.int(), refused: z.int() }),
  /** 0 to 1. */
  progress: z.number(),
  refusalsByCode: z.record(z.string(), z.int()),
  problem: importProblem.nullable(),
  createdAt: z.number(),
  endedAt: z.number().nullable(),
});
export type ImportStatus = z.infer<typeof importStatus>;

/** A cell for which a row was refused. `value` is masked where it is personal. */
export const refusal = z.object({ row: z.int(), column: z.string(), value: z.string(), code: z.string() });
export type Refusal = z.infer<typeof refusal>;

const id = z.string().min(1).max(80);

/**
 * Handing a file over: chunks in any order, each acknowledged when it is stored; then `finish`, whose answer means that the file is safe and the
 * import goes on by itself whatever crashes.
 */
export function importContracts(owner: ServiceName) {
  return {
    chunk: rpc({
      subject: `${owner}.v1.imports.chunk`,
      input: z.object({ id, index: z.int().nonnegative(), data: z.base64() }),
      output: z.object({}),
    }),
    finish: rpc({
      subject: `${owner}.v1.imports.finish`,
      input: z.object({
        id,
        kind: importKind,
        dryRun: z.boolean(),
        bytes: z.int().nonnegative(),
        by: z.string(),
      }),
      output: z.object({ id: z.string() }),
    }),
    status: rpc({ subject: `${owner}.v1.imports.status`, input: z.object({ id }), output: importStatus }),
    /** The imports of one kind or of all, the newest first. */
    list: rpc({
      subject: `${owner}.v1.imports.list`,
      input: z.object({ limit: z.int().min(1).max(IMPORTS_LISTED), kind: importKind.nullable().default(null) }),
      output: z.object({ imports: z.array(importStatus) }),
    }),
    cancel: rpc({ subject: `${owner}.v1.imports.cancel`, input: z.object({ id }), output: importStatus }),
    refusals: rpc({
      subject: `${owner}.v1.imports.refusals`,
      input: z.object({ id, after: z.string().nullable() }),
      output: z.object({ refusals: z.array(refusal), next: z.string().nullable() }),
    }),
  };
}
