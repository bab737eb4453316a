import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { UnreadableFile } from '../errors.js';
import { type Limits } from '../limits.js';
import { type ByteSource } from '../source.js';
import { Meter, unpack } from '../unpack.js';
import { WindowReader } from './window-reader.js';

const STORED = 0;
const DEFLATED = 8;

/** The parts of a workbook by name. Only the directory is read when it is opened. */
export class Archive {
  readonly #entries = new Map<string, Entry>();
  readonly #meter: Meter;

  private constructor(
    private readonly source: ByteSource,
    private readonly reader: WindowReader,
    private readonly zip: ZipFile,
    limits: Limits,
  ) {
    this.#meter = new Meter(limits);
  }

  /** @throws UnreadableFile when the ZIP is damaged, cut short, has too many entries or two of one name */
  static async open(source: ByteSource, limits: Limits): Promise<Archive> {
    const reader = new WindowReader(source);
    try {
      const zip = await yauzl.fromRandomAccessReaderPromise(reader, source.size, { autoClose: false });
      if (zip.entryCount > limits.zipEntries) throw new UnreadableFile('FILE.BOMB', { limit: limits.zipEntries });
      const archive = new Archive(source, reader, zip, limits);
      for await (const entry of zip.eachEntry()) archive.#add(entry);
      return archive;
    } catch (error) {
      throw reader.explain(error);
    }
  }

  /** Whether there is such a part; names are compared without case, as the format has it. */
  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  /**
   * The bytes of a part, unpacked as they are read, with length and CRC-32 checked at its end.
   * @throws UnreadableFile when there is no such part, it is encrypted, damaged, too large, or lies about its size
   */
  async *part(name: string): AsyncGenerator<Uint8Array, void> {
    const entry = this.#entries.get(name.toLowerCase());
    if (entry === undefined || entry.isEncrypted()) throw broken(name);
    let size = 0;
    let sum = 0;
    for await (const chunk of this.#unpacked(entry, await this.#packed(entry))) {
      size += chunk.length;
      sum = crc32(chunk, sum);
      if (size > entry.uncompressedSize) throw broken(name);
      yield chunk;
    }
    if (size !== entry.uncompressedSize || sum !== entry.crc32) throw broken(name);
  }

  #add(entry: Entry): void {
    const name = entry.fileName.toLowerCase();
    if (this.#entries.has(name)) throw broken(entry.fileName);
    this.#entries.set(name, entry);
  }

  async #packed(entry: Entry): Promise<AsyncIterable<Uint8Array>> {
    try {
      const { fileDataStart } = await this.zip.readLocalFileHeaderPromise(entry, { minimal: true });
      return this.source.read(fileDataStart, fileDataStart + entry.compressedSize);
    } catch (error) {
      throw this.reader.explain(error);
    }
  }

  #unpacked(entry: Entry, packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    if (entry.compressionMethod === DEFLATED) return unpack(packed, 'deflate', this.#meter);
    if (entry.compressionMethod === STORED) return this.#stored(packed);
    throw broken(entry.fileName);
  }

  async *#stored(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of bytes) {
      this.#meter.count(chunk.length, 0, 0);
      yield chunk;
    }
  }
}

function broken(part: string): UnreadableFile {
  return new UnreadableFile('FILE.WORKBOOK_BROKEN', { part });
}
