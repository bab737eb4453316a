import yauzl from 'yauzl';
import { UnreadableFile } from '../errors.js';
import { type ByteSource, readRange } from '../source.js';

/** A ZIP's directory is read in pieces of some dozen bytes: one window of the source serves many of them. */
const WINDOW = 65_536;

/** Lets yauzl read the directory of a ZIP out of a source. (The entries are read from the source itself.) */
export class WindowReader extends yauzl.RandomAccessReader {
  /** What the source threw; yauzl's own errors are about the file. */
  #failure: Error | undefined;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  constructor(private readonly source: ByteSource) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#bytes(position, length).then(
      (bytes) => callback(null, bytes.copy(buffer, offset)),
      (error: unknown) => {
        this.#failure = error as Error;
        callback(this.#failure);
      },
    );
  }

  /** What to throw for an error that came out of yauzl: the source's own as it is, any other as a broken workbook. */
  explain(error: unknown): Error {
    if (error instanceof UnreadableFile) return error;
    return this.#failure ?? new UnreadableFile('FILE.WORKBOOK_BROKEN', {}, { cause: error });
  }

  async #bytes(start: number, length: number): Promise<Buffer> {
    const inside = start >= this.#windowStart && start + length <= this.#windowStart + this.#window.length;
    if (!inside) {
      this.#window = await readRange(this.source, start, start + Math.max(length, WINDOW));
      this.#windowStart = start;
    }
    return this.#window.subarray(start - this.#windowStart, start - this.#windowStart + length);
  }
}
