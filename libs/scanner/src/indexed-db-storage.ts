import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { type Change, type Place, PLACES, type Storage } from './ports.js';

type Schema = DBSchema & Record<Place, { key: string; value: unknown }>;

const VERSION = 1;

/** Keeps things in the browser's database (IndexedDB), for all of its tabs: one object store for each place. */
export class IndexedDbStorage implements Storage {
  private constructor(private readonly database: IDBPDatabase<Schema>) {}

  /** @param name of the database */
  static async open(name: string): Promise<IndexedDbStorage> {
    const upgrade = (database: IDBPDatabase<Schema>): void => {
      for (const place of PLACES) database.createObjectStore(place);
    };
    return new IndexedDbStorage(await openDB<Schema>(name, VERSION, { upgrade }));
  }

  get(place: Place, key: string): Promise<unknown> {
    return this.database.get(place, key);
  }

  all(place: Place): Promise<unknown[]> {
    return this.database.getAll(place);
  }

  /** In one transaction, on disk when it has ended (`strict`): Chrome would say so before otherwise. */
  async apply(changes: readonly Change[]): Promise<void> {
    const transaction = this.database.transaction(PLACES, 'readwrite', { durability: 'strict' });
    await Promise.all([
      ...changes.map(({ place, key, value }) => {
        const store = transaction.objectStore(place);
        return value === undefined ? store.delete(key) : store.put(value, key);
      }),
      transaction.done,
    ]);
  }
}
