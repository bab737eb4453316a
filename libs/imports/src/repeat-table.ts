/** Slots of 20 bytes: two words of the number's fingerprint, two of the content's, one of flags. */
const WORDS = 5;
const USED = 1;
const CONFLICT = 2;
const SEEN = 4;
const REPEATED = 8;

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
    } else {
      this.flag(at, slots[at + 2] === c && slots[at + 3] === d ? REPEATED : REPEATED | CONFLICT);
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

  /** Whether a number was noted more than once. */
  isRepeated(number: string): boolean {
    const [a, b] = fingerprint(number);
    return ((this.slots[this.find(a, b) + 4] ?? 0) & REPEATED) !== 0;
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

/**
 * 64 bits by which two texts are told apart: two lanes of 32 that take in unit after unit, each by a multiplier of its own, mixed at the end. No digest, which for the two texts of each row took
 * a tenth of the time of a file: whoever looks for two texts with the same bits has a row of his own file refused.
 */
function fingerprint(text: string): [number, number] {
  let a = 0x9e3779b9;
  let b = 0x7f4a7c15;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x85ebca6b);
    b = Math.imul(b ^ unit, 0xc2b2ae35);
  }
  a = mixed(a, b);
  b = mixed(b, a);
  return [a, b];
}

const mixed = (a: number, b: number): number =>
  (Math.imul(a ^ (a >>> 16), 0x2c1b3c6d) ^ Math.imul(b ^ (b >>> 13), 0x297a2d39)) >>> 0;
