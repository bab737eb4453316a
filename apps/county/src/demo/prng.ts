/**
 * A small deterministic generator of random numbers: `sfc32` (Chris Doty-Humphrey's "small fast counter", 128 bits of state),
 * seeded by hashing a seed and labels. The same seed and labels give the same numbers on every machine; it is not for secrets.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** Each purpose takes a stream of its own by its labels, so that changing one part of the county leaves the others as they are. */
  constructor(...labels: readonly (number | string)[]) {
    [this.a, this.b, this.c] = stateFrom(labels);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  uint32(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** In [0, 1). */
  float(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A whole number in [0, below). */
  int(below: number): number {
    return Math.floor(this.float() * below);
  }

  /** A whole number in [from, to]. */
  between(from: number, to: number): number {
    return from + this.int(to - from + 1);
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return item(from, this.int(from.length));
  }

  /** Picks with a probability in proportion to the weight. */
  weighted<T>(from: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.float() * from.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of from) {
      left -= weight;
      if (left < 0) return value;
    }
    return item(from, from.length - 1)[1];
  }

  /** Puts the items in a random order, in place. */
  shuffle<L extends unknown[] | Int32Array>(list: L): L {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const moved = list[i];
      list[i] = list[j];
      list[j] = moved;
    }
    return list;
  }

  /** A UUID of version 4 in lower case. */
  uuid(): string {
    const hex = [this.uint32(), this.uint32(), this.uint32(), this.uint32()]
      .map((word) => word.toString(16).padStart(8, '0'))
      .join('');
    const variant = '89ab'.charAt(parseInt(hex.charAt(16), 16) & 3);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** `count` digits. */
  digits(count: number): string {
    let text = '';
    for (let i = 0; i < count; i++) text += String(this.int(10));
    return text;
  }
}

/** The item at an index that is there by construction. */
export function item<T>(list: ArrayLike<T>, index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`no item ${index} in a list of ${list.length}`);
  return found;
}

/** Three words of FNV-1a over the labels, each begun differently and mixed at the end. */
function stateFrom(labels: readonly (number | string)[]): [number, number, number] {
  const text = labels.join('/');
  const word = (start: number): number => {
    let hash = start;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
    hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
    return hash ^ (hash >>> 15);
  };
  return [word(0x811c9dc5), word(0x9e3779b9), word(0x243f6a88)];
}
