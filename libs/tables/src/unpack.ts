import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { UnreadableFile } from './errors.js';
import { type Limits } from './limits.js';

/** Larger ones gain little speed and make more garbage. */
const CHUNK = 32_768;

/** Adds up what is unpacked of one file, over all of its parts, and refuses what goes beyond the limits. */
export class Meter {
  #unpacked = 0;

  constructor(private readonly limits: Limits) {}

  /** Counts `bytes` more, of a stream that so far unpacked to `unpacked` from `packed` bytes. */
  count(bytes: number, unpacked: number, packed: number): void {
    const { unpackedBytes, ratio, ratioFrom } = this.limits;
    this.#unpacked += bytes;
    if (this.#unpacked > unpackedBytes) throw new UnreadableFile('FILE.TOO_LARGE', { limit: unpackedBytes });
    if (unpacked > ratioFrom && unpacked > ratio * packed) throw new UnreadableFile('FILE.BOMB', { limit: ratio });
  }
}

/**
 * Unpacks a gzip stream (of one or several members) or a raw deflate stream as it is read, and no faster.
 * What the packed stream itself throws comes through; what zlib finds wrong becomes an {@link UnreadableFile}.
 */
export async function* unpack(
  packed: AsyncIterable<Uint8Array>,
  format: 'gzip' | 'deflate',
  meter: Meter,
): AsyncGenerator<Buffer, void> {
  const engine = format === 'gzip' ? createGunzip({ chunkSize: CHUNK }) : createInflateRaw({ chunkSize: CHUNK });
  let bytesIn = 0;
  let bytesOut = 0;
  async function* counted() {
    for await (const chunk of packed) {
      bytesIn += chunk.length;
      yield chunk;
    }
  }
  // An error in the source destroys the engine with it, so the loop below throws it.
  const feeding = pipeline(Readable.from(counted(), { objectMode: false }), engine).catch(() => undefined);
  try {
    for await (const chunk of engine as AsyncIterable<Buffer>) {
      bytesOut += chunk.length;
      meter.count(chunk.length, bytesOut, bytesIn);
      yield chunk;
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw new UnreadableFile(format === 'gzip' ? 'FILE.GZIP_BROKEN' : 'FILE.WORKBOOK_BROKEN', {}, { cause: error });
  } finally {
    await feeding;
  }
}

function isZlibError(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('Z_')
  );
}
