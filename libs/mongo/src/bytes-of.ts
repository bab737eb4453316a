import type { Binary } from 'mongodb';

/** The bytes of a field: what is read without mongoose's casting is the driver's `Binary`. */
export function bytesOf(value: Buffer | Binary): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer);
}
