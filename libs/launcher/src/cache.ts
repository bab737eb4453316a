import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerName } from './pins.js';

const NAME = 'county-volunteer-service';

/** The user's cache folder: what was fetched is kept there, apart from the data, and may be deleted at any time. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], NAME);
  const home = homedir();
  // A container may run as a user without a home.
  if (home === '' || home === '/' || !existsSync(home)) return join(tmpdir(), `${NAME}-${process.getuid?.() ?? 0}`);
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches', NAME) : join(home, '.cache', NAME);
}

/** Programs fetched before, by label such as `pypi-0.4.0`. */
export class ProgramCache {
  constructor(private readonly folder: string) {}

  #home(program: ServerName): string {
    return join(this.folder, `${process.platform}-${process.arch}`, program);
  }

  path(program: ServerName, label: string): string {
    return join(this.#home(program), label, program);
  }

  has(program: ServerName, label: string): boolean {
    return existsSync(this.path(program, label));
  }

  labels(program: ServerName): string[] {
    try {
      return readdirSync(this.#home(program)).filter((label) => !label.startsWith('.') && this.has(program, label));
    } catch {
      return [];
    }
  }

  /**
   * Puts a program in by way of a temporary folder and a rename, so that two launchers may fetch at once and neither sees half a file.
   * @param fetch gets the temporary folder and returns the path of the program in it
   */
  async add(program: ServerName, label: string, fetch: (folder: string) => Promise<string>): Promise<string> {
    const home = this.#home(program);
    mkdirSync(home, { recursive: true });
    const work = mkdtempSync(join(home, '.fetching-'));
    try {
      const found = await fetch(work);
      chmodSync(found, 0o755);
      const ready = join(work, '.ready');
      mkdirSync(ready);
      renameSync(found, join(ready, program));
      try {
        renameSync(ready, join(home, label));
      } catch (error) {
        if (!this.has(program, label)) throw error; // else another launcher was first
      }
      return this.path(program, label);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
}
