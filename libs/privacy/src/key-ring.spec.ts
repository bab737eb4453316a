import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { KeyRing, SEAL_OVERHEAD, type WrappedKeyStore } from './key-ring.js';

class MemoryStore implements WrappedKeyStore {
  wrapped: Buffer | undefined;

  load(): Promise<Buffer | undefined> {
    return Promise.resolve(this.wrapped);
  }

  storeOnce(wrapped: Buffer): Promise<Buffer> {
    this.wrapped ??= wrapped;
    return Promise.resolve(this.wrapped);
  }
}

const plain = Buffer.from('430922200002290012');
const master = randomBytes(32);
const store = new MemoryStore();
let keys: KeyRing;
let others: KeyRing;

beforeAll(async () => {
  keys = await KeyRing.open(master, store);
  others = await KeyRing.open(master, new MemoryStore());
});

describe('a sealed value', () => {
  test('opens with the same key in the same context', () => {
    expect(keys.unseal(keys.seal(plain, 'volunteer:V1'), 'volunteer:V1')).toEqual(plain);
    expect(keys.unseal(keys.seal(Buffer.alloc(0), ''), '')).toEqual(Buffer.alloc(0));
  });

  test('does not show the value, and is another one each time', () => {
    const [a, b] = [keys.seal(plain, 'c'), keys.seal(plain, 'c')];
    expect(a.includes(plain)).toBe(false);
    expect(a.equals(b)).toBe(false);
    expect(a).toHaveLength(plain.length + SEAL_OVERHEAD);
  });

  test('does not open when any byte of it was altered', () => {
    const sealed = keys.seal(plain, 'c');
    for (let i = 0; i < sealed.length; i++) {
      const altered = Buffer.from(sealed);
      altered[i] = (altered[i] ?? 0) ^ 1;
      expect(() => keys.unseal(altered, 'c')).toThrow();
    }
  });

  test('does not open when it was cut short', () => {
    const sealed = keys.seal(plain, 'c');
    for (let n = 0; n < sealed.length; n++) expect(() => keys.unseal(sealed.subarray(0, n), 'c')).toThrow();
  });

  test('does not open in another context', () => {
    expect(() => keys.unseal(keys.seal(plain, 'volunteer:V1'), 'volunteer:V2')).toThrow();
  });

  test('does not open with another key', () => {
    expect(() => others.unseal(keys.seal(plain, 'c'), 'c')).toThrow();
  });
});

describe('the data key', () => {
  test('is the same for every process that has the master key', async () => {
    const again = await KeyRing.open(master, store);
    expect(again.unseal(keys.seal(plain, 'c'), 'c')).toEqual(plain);
    expect(again.blindIndex('identity', 'x')).toBe(keys.blindIndex('identity', 'x'));
  });

  test('made by two processes at once is the one that was stored first', async () => {
    const empty = new MemoryStore();
    const late: WrappedKeyStore = { load: () => Promise.resolve(undefined), storeOnce: (w) => empty.storeOnce(w) };
    const [a, b] = [await KeyRing.open(master, late), await KeyRing.open(master, late)];
    expect(b.unseal(a.seal(plain, 'c'), 'c')).toEqual(plain);
  });

  test('does not open with another master key', async () => {
    await expect(KeyRing.open(randomBytes(32), store)).rejects.toThrow('MASTER_KEY');
  });

  test('is nowhere kept in the open', () => {
    expect(store.wrapped).toHaveLength(32 + SEAL_OVERHEAD);
  });
});

describe('a blind index', () => {
  test('is equal exactly for equal texts of one purpose', () => {
    const index = keys.blindIndex('identity', 'x');
    expect(keys.blindIndex('identity', 'x')).toBe(index);
    expect(keys.blindIndex('identity', 'y')).not.toBe(index);
    expect(keys.blindIndex('phone', 'x')).not.toBe(index);
  });

  test('says nothing without the key', () => {
    expect(others.blindIndex('identity', 'x')).not.toBe(keys.blindIndex('identity', 'x'));
  });

  test('is 24 characters that fit into an address', () => {
    expect(keys.blindIndex('identity', '张')).toMatch(/^[\w-]{24}$/);
  });
});
