import { isUtf8 } from 'node:buffer';
import { asBuffer } from './source.js';

/** The encodings that a CSV may have. */
export type TextEncoding = 'utf-8' | 'gb18030';

/** Bytes that end where a line ends (`line`), where the file ends without a line end (`file`), or in a line that is too long. */
export interface LineBlock {
  readonly bytes: Buffer;
  readonly endsWith: 'line' | 'file' | 'overlong';
}

/**
 * Bytes that are decoded and handed on together, some hundred rows. Larger blocks gain no speed, and from 128 KiB on their texts are
 * objects that are only cleared away with the old generation: a million rows then take 300 MB instead of 150.
 */
const BLOCK = 32_768;
/** Bytes in the longest character of either encoding, for each of its UTF-16 units. */
const BYTES_PER_UNIT = 4;
const LF = 10;
const CR = 13;

/**
 * Cuts a stream into blocks of whole lines, whatever its chunks. Neither UTF-8 nor GB18030 has a character with the byte of a
 * line end in it, so each block can be decoded by itself and what cannot be decoded is known to be in a certain line.
 * @param longestLine UTF-16 units; a line certainly longer than that ends the stream with an `overlong` block
 */
export async function* lineBlocks(
  bytes: AsyncIterable<Uint8Array>,
  longestLine: number,
): AsyncGenerator<LineBlock, void> {
  const longest = longestLine * BYTES_PER_UNIT;
  let parts: Buffer[] = [];
  let length = 0;
  /** Bytes up to and with the last line end seen. */
  let cut = 0;
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += BLOCK) {
      const piece = asBuffer(chunk.subarray(at, at + BLOCK));
      const end = Math.max(piece.lastIndexOf(LF), piece.lastIndexOf(CR)) + 1;
      if (end > 0) cut = length + end;
      parts.push(piece);
      length += piece.length;
      if (cut < BLOCK && length - cut <= longest) continue;

      const all = Buffer.concat(parts);
      if (cut > 0) yield { bytes: all.subarray(0, cut), endsWith: 'line' };
      length -= cut;
      parts = [all.subarray(cut)];
      cut = 0;
      if (length > longest) {
        yield { bytes: all.subarray(all.length - length), endsWith: 'overlong' };
        return;
      }
    }
  }
  const all = Buffer.concat(parts);
  if (cut > 0) yield { bytes: all.subarray(0, cut), endsWith: 'line' };
  if (cut < all.length) yield { bytes: all.subarray(cut), endsWith: 'file' };
}

/** What can be decoded of a block. */
export interface Decoded {
  readonly text: string;
  /** `line`: the line after `text` cannot be decoded; `character`: the file ends in the middle of a character, left out. */
  readonly broken?: 'line' | 'character';
}

const gb18030 = new TextDecoder('gb18030', { fatal: true });

/** Decodes a block strictly; where that fails, gives the lines before the first one that cannot be decoded. */
export function decode({ bytes, endsWith }: LineBlock, encoding: TextEncoding): Decoded {
  const whole = strict(bytes, encoding);
  if (whole !== undefined) return { text: whole };
  if (endsWith === 'file') {
    for (const left of [1, 2, 3]) {
      const begun = isBegun(bytes.subarray(-left), encoding);
      const text = begun ? strict(bytes.subarray(0, -left), encoding) : undefined;
      if (text !== undefined) return { text, broken: 'character' };
    }
  }
  return { text: decodableLines(bytes, encoding), broken: 'line' };
}

function strict(bytes: Buffer, encoding: TextEncoding): string | undefined {
  if (bytes.includes(0)) return undefined;
  if (encoding === 'utf-8') return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  try {
    return gb18030.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether bytes are the beginning of a character and not all of it. */
function isBegun(bytes: Buffer, encoding: TextEncoding): boolean {
  const [first = 0, second = 0x30] = bytes;
  if (encoding === 'gb18030') return first > 0x80 && first < 0xff && second >= 0x30 && second <= 0x39;
  const length = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return bytes.length < length && bytes.subarray(1).every((byte) => byte >= 0x80 && byte < 0xc0);
}

/** The longest run of whole lines from the start that can be decoded, found by halving. */
function decodableLines(bytes: Buffer, encoding: TextEncoding): string {
  const ends = [0];
  bytes.forEach((byte, at) => (byte === LF || byte === CR) && ends.push(at + 1));
  let good = 0;
  let bad = ends.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (strict(bytes.subarray(0, ends[middle]), encoding) === undefined) bad = middle;
    else good = middle;
  }
  return strict(bytes.subarray(0, ends[good]), encoding) ?? '';
}
