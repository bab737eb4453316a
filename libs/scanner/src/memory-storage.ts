import { type Change, type Place, PLACES, type Storage } from './ports.js';

/** Keeps things as long as it is itself kept: for programs in Node, such as tests in which the client comes back after its program ended. */
export class MemoryStorage implements Storage {
  private readonly places = new Map(PLACES.map((place) => [place, new Map<string, unknown>()]));

  get(place: Place, key: string): Promise<unknown> {
    return Promise.resolve(structuredClone(this.at(place).get(key)));
  }

  all(place: Place): Promise<unknown[]> {
    return Promise.resolve(structuredClone([...this.at(place).values()]));
  }

  apply(changes: readonly Change[]): Promise<void> {
    for (const { place, key, value } of changes) {
      if (value === undefined) this.at(place).delete(key);
      else this.at(place).set(key, structuredClone(value));
    }
    return Promise.resolve();
  }

  private at(place: Place): Map<string, unknown> {
    return this.places.get(place) as Map<string, unknown>;
  }
}
