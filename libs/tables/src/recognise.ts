import { isUtf8 } from 'node:buffer';
import { UnreadableFile, type UnreadableCode } from './errors.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { decode, lineBlocks, type TextEncoding } from './lines.js';
import { type ByteSource, readRange } from './source.js';
import { Meter, unpack } from './unpack.js';

/** What a file is, told by its bytes. */
export type TableFormat =
  { readonly kind: 'xlsx' } | { readonly kind: 'csv'; readonly gzipped: boolean; readonly encoding: TextEncoding };

/** Enough of the start of a file to know the formats that are none of ours. */
const HEAD = 512;
/** Chinese characters in the first line that make sure that valid UTF-8 is UTF-8: as GB18030 those bytes would be no words. */
const CONVINCING = 2;

/**
 * Tells what a file is. Reads its first rows; all of it only when a CSV without a byte-order mark has a header in ASCII.
 *
 * UTF-8 when it has a mark or is valid UTF-8, otherwise GB18030. A header with Chinese words in valid UTF-8 settles it for the whole
 * file, so that a byte damaged in row 70,000 is reported there and does not turn everything into GB18030.
 * @throws UnreadableFile when it is no table
 */
export async function recognise(source: ByteSource, limits: Partial<Limits> = {}): Promise<TableFormat> {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const head = await readRange(source, 0, HEAD);
  if (isGzip(head)) {
    const inner = () => unpack(source.read(), 'gzip', new Meter(all));
    const innerHead = await firstBytes(inner());
    if (isGzip(innerHead) || isZip(innerHead) || isOldWorkbook(innerHead))
      throw new UnreadableFile('FILE.PACKED_TWICE');
    return { kind: 'csv', gzipped: true, encoding: await textEncoding(innerHead, inner, all) };
  }
  if (isZip(head)) return { kind: 'xlsx' };
  return { kind: 'csv', gzipped: false, encoding: await textEncoding(head, () => source.read(), all) };
}

/** The bytes of the text of a CSV, unpacked. */
export function textBytes(source: ByteSource, gzipped: boolean, limits: Limits): AsyncIterable<Uint8Array> {
  return gzipped ? unpack(source.read(), 'gzip', new Meter(limits)) : source.read();
}

async function firstBytes(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD);
}

async function textEncoding(
  head: Buffer,
  open: () => AsyncIterable<Uint8Array>,
  limits: Limits,
): Promise<TextEncoding> {
  const code = otherFormat(head);
  if (code !== undefined) throw new UnreadableFile(code);
  if (starts(head, [0xef, 0xbb, 0xbf])) return 'utf-8';
  let headerSeen = false;
  for await (const block of lineBlocks(open(), limits.recordLength)) {
    if (block.endsWith === 'overlong') return 'utf-8';
    if (!headerSeen) {
      const header = firstLine(block.bytes);
      if (header !== undefined) {
        headerSeen = true;
        if (header.filter((byte) => byte >= 0xe0).length >= CONVINCING && isUtf8(header)) return 'utf-8';
      }
    }
    if (decode(block, 'utf-8').broken === 'line') return 'gb18030';
  }
  return 'utf-8';
}

/** The first line that has anything in it. */
function firstLine(bytes: Buffer): Buffer | undefined {
  const start = bytes.findIndex((byte) => byte > 0x20);
  if (start < 0) return undefined;
  const end = bytes.findIndex((byte, at) => at > start && (byte === 10 || byte === 13));
  return bytes.subarray(start, end < 0 ? undefined : end);
}

/** Formats that are no table of ours, by their first bytes. */
function otherFormat(head: Buffer): UnreadableCode | undefined {
  if (head.length === 0) return 'FILE.EMPTY';
  if (starts(head, [0x25, 0x50, 0x44, 0x46, 0x2d])) return 'FILE.PDF';
  if (isOldWorkbook(head)) return 'FILE.OLD_WORKBOOK';
  if (starts(head, [0xff, 0xfe]) || starts(head, [0xfe, 0xff])) return 'FILE.UTF16';
  if (head.includes(0)) return 'FILE.BINARY';
  if (/^(?:\uFEFF)?\s*<[!?a-z]/i.test(head.toString('utf8'))) return 'FILE.MARKUP';
  return undefined;
}

function isGzip(head: Buffer): boolean {
  return starts(head, [0x1f, 0x8b]);
}

function isZip(head: Buffer): boolean {
  return starts(head, [0x50, 0x4b, 3, 4]) || starts(head, [0x50, 0x4b, 5, 6]);
}

function isOldWorkbook(head: Buffer): boolean {
  return starts(head, [0xd0, 0xcf, 0x11, 0xe0]);
}

function starts(head: Buffer, magic: readonly number[]): boolean {
  return head.length >= magic.length && magic.every((byte, at) => head[at] === byte);
}
