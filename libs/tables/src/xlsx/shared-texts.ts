import { UnreadableFile } from '../errors.js';
import { type Limits } from '../limits.js';
import { TextCollector } from './text-collector.js';
import { parseAll } from './xml.js';

const SEGMENT = 2 ** 20;
/** Texts are stored by groups, and only where a group begins is kept. */
const GROUP = 16;
/** The first texts of a workbook are those that come again in most rows, such as the words of a state: they are kept as strings. */
const FREQUENT = 4096;
const FREQUENT_LENGTH = 64;

/**
 * The different texts of a workbook (`sharedStrings.xml`) by number. They lie in UTF-8, each after its length, in segments outside of
 * the JavaScript heap: ten million of them take hardly more memory than their bytes.
 */
export class SharedTexts {
  readonly #frequent: string[] = [];
  /** The group that is not full yet. */
  #group: string[] = [];
  readonly #groupSegment: number[] = [];
  readonly #groupOffset: number[] = [];
  readonly #segments: Buffer[] = [];
  /** Bytes of the last segment in use. */
  #used = 0;
  #bytes = 0;

  /** @param mostBytes bytes that all texts may take together */
  constructor(private readonly mostBytes: number) {}

  get count(): number {
    return this.#groupOffset.length * GROUP + this.#group.length;
  }

  /** @throws UnreadableFile when the texts become too many */
  add(text: string): void {
    if (this.#frequent.length < FREQUENT) this.#frequent.push(text.length <= FREQUENT_LENGTH ? text : '');
    this.#group.push(text);
    if (this.#group.length === GROUP) this.#store();
  }

  /** The text of that number, undefined when there is none. */
  get(number: number): string | undefined {
    const frequent = this.#frequent[number];
    if (frequent !== undefined && frequent !== '') return frequent;
    const group = Math.floor(number / GROUP);
    const segment = this.#segments[this.#groupSegment[group] ?? -1];
    if (segment === undefined) return group === this.#groupOffset.length ? this.#group[number % GROUP] : undefined;
    let at = this.#groupOffset[group] ?? 0;
    for (let skip = number % GROUP; ; skip--) {
      // Lengths in LEB128: seven bits a byte, the lowest first.
      let length = 0;
      let scale = 1;
      let byte = segment[at++] ?? 0;
      for (; byte >= 128; byte = segment[at++] ?? 0, scale *= 128) length += (byte - 128) * scale;
      length += byte * scale;
      if (skip === 0) return segment.toString('utf8', at, at + length);
      at += length;
    }
  }

  #store(): void {
    const lengths = this.#group.map((text) => Buffer.byteLength(text));
    const size = lengths.reduce((sum, length) => sum + length + leb128Size(length), 0);
    this.#bytes += size;
    if (this.#bytes > this.mostBytes) throw new UnreadableFile('FILE.TOO_MANY_TEXTS', { limit: this.mostBytes });
    let segment = this.#segments.at(-1);
    if (segment === undefined || this.#used + size > segment.length) {
      segment = Buffer.allocUnsafeSlow(Math.max(SEGMENT, size));
      this.#segments.push(segment);
      this.#used = 0;
    }
    this.#groupSegment.push(this.#segments.length - 1);
    this.#groupOffset.push(this.#used);
    for (const [index, text] of this.#group.entries()) {
      let length = lengths[index] ?? 0;
      for (; length >= 128; length = Math.floor(length / 128)) segment[this.#used++] = (length % 128) + 128;
      segment[this.#used++] = length;
      this.#used += segment.write(text, this.#used);
    }
    this.#group = [];
  }
}

function leb128Size(length: number): number {
  return length < 2 ** 7 ? 1 : length < 2 ** 14 ? 2 : 3;
}

/** Reads the part that holds the different texts of a workbook. */
export async function readSharedTexts(
  bytes: AsyncIterable<Uint8Array>,
  part: string,
  limits: Limits,
): Promise<SharedTexts> {
  const texts = new SharedTexts(limits.sharedTextBytes);
  const collector = new TextCollector(limits.cellLength);
  await parseAll(bytes, part, {
    open: (name) => collector.open(name),
    text: (text) => collector.add(text, () => ({ part })),
    close: (name) => {
      collector.close(name);
      if (name === 'si') texts.add(collector.take());
    },
  });
  return texts;
}
