/** Where the bytes of a file come from; may be read any number of times, also two ranges at once. */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  /** The bytes [start, end) in order, in chunks of any size; all of them when no range is given. */
  read(start?: number, end?: number): AsyncIterable<Uint8Array>;
}

/** A source over bytes in memory, handed out in chunks of `chunkSize` bytes. */
export function memorySource(bytes: Uint8Array, chunkSize = 65_536): ByteSource {
  return {
    size: bytes.length,
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
    async *read(start = 0, end = bytes.length) {
      const stop = Math.min(end, bytes.length);
      for (let at = start; at < stop; at += chunkSize) yield bytes.subarray(at, Math.min(at + chunkSize, stop));
    },
  };
}

/** The bytes [start, end) in one piece, fewer at the end of the source. For small ranges. */
export async function readRange(source: ByteSource, start: number, end: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.read(start, Math.min(end, source.size))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The same bytes as a Buffer, not copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
