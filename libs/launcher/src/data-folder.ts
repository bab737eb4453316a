import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeWhole } from './files.js';
import { messages, UserError } from './messages.js';
import { compareVersions } from './versions.js';

const stateSchema = z.object({
  /** The newest version of the product that wrote here. */
  product: z.string().optional(),
  /** The release series of MongoDB that made the data, e.g. `6.0`. */
  mongoSeries: z.string().optional(),
  mongoPort: z.number().int().optional(),
  natsPort: z.number().int().optional(),
  /** The administrator is made; its password is known to the registry alone. */
  adminMade: z.boolean().optional(),
  /** The administrator has the password of the demo county. */
  adminDemo: z.boolean().optional(),
  /** Decided when the folder was new: a county that somebody brought in is never mixed with the demo county. */
  demo: z.enum(['wanted', 'loaded', 'none']).optional(),
});

/** What a launcher notes for the next one. */
export type State = z.infer<typeof stateSchema>;

/** The least room a start needs; MongoDB ends itself when it cannot write. */
const NEEDED_MB = 300;

/** Where things are in a data folder. */
export class DataFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  readonly at = (...parts: string[]): string => join(this.path, ...parts);
  readonly log = (name: string): string => join(this.path, 'logs', `${name}.log`);
  readonly secret = (name: string): string => join(this.path, 'secrets', name);

  /** Makes the folder, and refuses one that cannot be written to or has no room left. */
  open(): void {
    try {
      mkdirSync(this.path, { recursive: true, mode: 0o700 });
      mkdirSync(this.at('logs'), { recursive: true });
      writeWhole(this.at('.writable'), '');
      rmSync(this.at('.writable'), { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
        throw new UserError(messages.diskFull(this.path, 0, NEEDED_MB));
      throw new UserError(messages.cannotWrite(this.path, (error as Error).message));
    }
    const { bavail, bsize } = statfsSync(this.path);
    const freeMb = Math.floor((bavail * bsize) / 1_048_576);
    if (freeMb < NEEDED_MB) throw new UserError(messages.diskFull(this.path, freeMb, NEEDED_MB));
  }

  state(): State {
    const file = this.at('state.json');
    const content = readIfThere(file);
    if (content === undefined) return {};
    try {
      return stateSchema.parse(JSON.parse(content));
    } catch {
      throw new UserError(messages.unreadableState(file));
    }
  }

  note(change: State): void {
    writeWhole(this.at('state.json'), `${JSON.stringify({ ...this.state(), ...change }, null, 2)}\n`);
  }

  /**
   * Refuses data that a newer version of the product wrote; otherwise notes that this version writes here now, and in a new folder
   * whether the demo county is to be loaded.
   */
  claim(version: string, demo: boolean): void {
    const { product } = this.state();
    if (product !== undefined && compareVersions(product, version) > 0) {
      throw new UserError(messages.newerProduct(this.path, product, version));
    }
    if (product === undefined) this.note({ product: version, demo: demo ? 'wanted' : 'none' });
    else if (product !== version) this.note({ product: version });
  }
}
