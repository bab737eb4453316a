import type { Change, Storage } from './ports.js';

/** Keeps things as long as it is itself kept: for programs in Node, such as tests in which the client comes back after its program ended. */
export class MemoryStorage implements Storage {
  private readonly values = new Map<string, unknown>();

  get(key: string): Promise<unknown> {
    return Promise.resolve(structuredClone(this.values.get(key)));
  }

  all(prefix: string): Promise<unknown[]> {
    return Promise.resolve(
      [...this.values].flatMap(([key, value]) => (key.startsWith(prefix) ? [structuredClone(value)] : [])),
    );
  }

  apply({ put = {}, remove = [] }: Change): Promise<void> {
    for (const key of remove) this.values.delete(key);
    for (const [key, value] of Object.entries(put)) this.values.set(key, structuredClone(value));
    return Promise.resolve();
  }
}
