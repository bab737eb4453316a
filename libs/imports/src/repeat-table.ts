import { hash } from 'node:crypto';

/** Slots of 20 bytes: two words of the number's fingerprint, two of the content's, one of flags. */
const WORDS = 5;
const USED = 1;
const CONFLICT = 2;
const SEEN = 4;

/**
 * Which numbers stand in a file more than once, and whether with the same content. Holds fingerprints of 64 bits, 40 bytes a number at the
 * most, so that a file of a million rows needs 40 MB.
 */
export class RepeatTable {
  private slots: Uint32Array;
  private capacity: number;
  private count = 0;

  constructor(expected = 1024) {
    this.capacity = 2 ** Math.ceil(Math.log2(Math.max(expected * 2, 16)));
    this.slots = new Uint32Array(this.capacity * WORDS);
  }

  /** Notes a row while the file is read through. */
  note(number: string, content: string): void {
    if (this.count * 2 >= this.capacity) this.grow();
    const [a, b] = fingerprint(number);
    const [c, d] = fingerprint(content);
    const at = this.find(a, b);
    const { slots } = this;
    if (slots[at + 4] === 0) {
      slots.set([a, b, c, d, USED], at);
      this.count++;
    } else if (slots[at + 2] !== c || slots[at + 3] !== d) {
      this.flag(at, CONFLICT);
    }
  }

  /**
   * Comes by a row when the file is read again: `conflicting` when its number stands in the file with differing contents, else `again`
   * for every row of the number but the `first`.
   */
  visit(number: string): 'first' | 'again' | 'conflicting' {
    const [a, b] = fingerprint(number);
    const at = this.find(a, b);
    const flags = this.slots[at + 4] ?? 0;
    if ((flags & CONFLICT) !== 0) return 'conflicting';
    if ((flags & SEEN) !== 0) return 'again';
    this.flag(at, SEEN);
    return 'first';
  }

  private flag(at: number, flag: number): void {
    this.slots[at + 4] = (this.slots[at + 4] ?? 0) | flag;
  }

  /** Index of the slot of a fingerprint, or of the free slot where it belongs. */
  private find(a: number, b: number): number {
    const { slots, capacity } = this;
    for (let i = a & (capacity - 1); ; i = (i + 1) & (capacity - 1)) {
      const at = i * WORDS;
      if (slots[at + 4] === 0 || (slots[at] === a && slots[at + 1] === b)) return at;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.capacity *= 2;
    this.slots = new Uint32Array(this.capacity * WORDS);
    for (let at = 0; at < old.length; at += WORDS) {
      if (old[at + 4] !== 0) this.slots.set(old.subarray(at, at + WORDS), this.find(old[at] ?? 0, old[at + 1] ?? 0));
    }
  }
}

/** 64 bits of a digest, by way of a text: a buffer for each would cost more than the digest itself. */
function fingerprint(text: string): [number, number] {
  const digest = hash('sha256', text, 'binary');
  return [word(digest, 0), word(digest, 4)];
}

function word(bytes: string, at: number): number {
  const unit = (i: number) => bytes.charCodeAt(at + i) << (8 * i);
  return (unit(0) | unit(1) | unit(2) | unit(3)) >>> 0;
}
