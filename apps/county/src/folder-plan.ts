import { type ImportKind, importKind } from '#contracts';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from './texts.js';

export interface PlannedFile {
  readonly kind: ImportKind;
  readonly file: string;
}

export interface FolderPlan {
  readonly dir: string;
  /** Everything refers to them, so they go first and alone; undefined where the folder has none. */
  readonly divisions: PlannedFile | undefined;
  readonly others: readonly PlannedFile[];
  readonly missing: readonly ImportKind[];
}

const ENDINGS = ['.csv', '.csv.gz', '.xlsx'];

/** Which files of a folder are brought in, told by their names. */
export async function planFolder(dir: string): Promise<FolderPlan> {
  const names = await readdir(dir).catch(() => {
    throw failure('error.no_folder', { dir });
  });
  return planFiles(dir, names);
}

export function planFiles(dir: string, names: readonly string[]): FolderPlan {
  const found = new Map<ImportKind, string>();
  for (const kind of importKind.options) {
    const files = names.filter((name) => ENDINGS.some((ending) => name.toLowerCase() === kind + ending));
    if (files.length > 1) throw failure('error.twice', { dir, kind, files: files.join(', ') });
    if (files[0] !== undefined) found.set(kind, join(dir, files[0]));
  }
  if (found.size === 0) throw failure('error.no_files', { dir });
  const divisions = found.get('divisions');
  return {
    dir,
    divisions: divisions === undefined ? undefined : { kind: 'divisions', file: divisions },
    others: [...found].filter(([kind]) => kind !== 'divisions').map(([kind, file]) => ({ kind, file })),
    missing: importKind.options.filter((kind) => !found.has(kind)),
  };
}
