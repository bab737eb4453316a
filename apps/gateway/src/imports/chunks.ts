import { IMPORT_CHUNK_BYTES } from '#contracts';

/** Cuts a stream into chunks of the agreed size; only the last may be shorter. */
export async function* chunks(stream: AsyncIterable<Uint8Array>, size = IMPORT_CHUNK_BYTES): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    let rest: Uint8Array = piece;
    while (length + rest.length >= size) {
      const head = rest.subarray(0, size - length);
      yield Buffer.concat([...parts, head], size);
      rest = rest.subarray(head.length);
      parts = [];
      length = 0;
    }
    if (rest.length > 0) {
      parts.push(rest);
      length += rest.length;
    }
  }
  if (length > 0) yield Buffer.concat(parts, length);
}
