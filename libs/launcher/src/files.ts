import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { messages, UserError } from './messages.js';

/** The content, or nothing where there is no such file. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const draftOf = (file: string): string => `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;

/** Replaces a file in one step, so that nobody ever reads half of it. */
export function writeWhole(file: string, content: string, mode = 0o600): void {
  const draft = draftOf(file);
  try {
    writeFileSync(draft, content, { mode, flush: true });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Makes a file with its content in one step unless it is there; false if it is. */
export function writeNew(file: string, content: string, mode = 0o600): boolean {
  const draft = draftOf(file);
  try {
    writeFileSync(draft, content, { mode, flush: true });
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Reads a secret; refuses a file that others could have read. */
export function readSecret(file: string): string | undefined {
  const content = readIfThere(file);
  if (content === undefined) return undefined;
  if ((statSync(file).mode & 0o077) !== 0) throw new UserError(messages.readableByOthers(file));
  return content.trim();
}

/** The secret kept in a file of mode 600, made at the first time. */
export function keptSecret(file: string, make: () => string): string {
  const before = readSecret(file);
  if (before !== undefined) return before;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeNew(file, `${make()}\n`);
  return readSecret(file) ?? '';
}
