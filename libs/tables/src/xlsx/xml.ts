import { SaxesParser } from 'saxes';
import { UnreadableFile } from '../errors.js';

export type Attributes = Readonly<Record<string, string>>;

/** What somebody wants to know of a part. Names come without prefix. */
export interface XmlHandlers {
  open(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Nested deeper than any part of a workbook is. */
const DEEPEST = 64;
/** Characters that may pass without an element, text or comment coming to its end: all of them are held in memory until it does. */
const LONGEST = 2 ** 20;

/**
 * Parses a part of a workbook as it is read, and yields the handlers each time that they have been called for a chunk.
 * @throws UnreadableFile when it is no well-formed XML in UTF-8, or is built to take memory without bound
 */
export async function* parseXml<Handlers extends XmlHandlers>(
  bytes: AsyncIterable<Uint8Array>,
  part: string,
  handlers: Handlers,
): AsyncGenerator<Handlers, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parser = new BoundedParser(handlers);
  const parse = (chunk?: Uint8Array) => {
    try {
      parser.write(decoder.decode(chunk, { stream: chunk !== undefined }));
      if (chunk === undefined) parser.close();
    } catch (error) {
      throw error instanceof UnreadableFile
        ? error
        : new UnreadableFile('FILE.WORKBOOK_BROKEN', { part }, { cause: error });
    }
  };
  for await (const chunk of bytes) {
    parse(chunk);
    yield handlers;
  }
  parse();
  yield handlers;
}

/** Parses a whole part and gives back the handlers. */
export async function parseAll<Handlers extends XmlHandlers>(
  bytes: AsyncIterable<Uint8Array>,
  part: string,
  handlers: Handlers,
): Promise<Handlers> {
  let called = handlers;
  for await (const again of parseXml(bytes, part, handlers)) called = again;
  return called;
}

/**
 * A parser that refuses what would take memory without bound: document types (and with them entities of the file's own), deep nesting, and
 * endless tags, texts and comments.
 */
class BoundedParser {
  readonly #parser = new SaxesParser({ xmlns: false, position: false });
  #depth = 0;
  /** Characters written since the last element, text or comment came to its end. */
  #unfinished = 0;

  constructor(handlers: XmlHandlers) {
    this.#parser.on('opentag', ({ name, attributes }) => {
      this.#unfinished = 0;
      if (++this.#depth > DEEPEST) throw new Error('nested too deep');
      handlers.open(localName(name), attributes);
    });
    this.#parser.on('closetag', ({ name }) => {
      this.#unfinished = 0;
      this.#depth--;
      handlers.close?.(localName(name));
    });
    const text = (content: string) => {
      this.#unfinished = 0;
      handlers.text?.(content);
    };
    this.#parser.on('text', text);
    this.#parser.on('cdata', text);
    this.#parser.on('comment', () => (this.#unfinished = 0));
    this.#parser.on('doctype', () => {
      throw new Error('a document type');
    });
  }

  write(text: string): void {
    this.#unfinished += text.length;
    this.#parser.write(text);
    if (this.#unfinished > LONGEST) throw new Error('a tag, text or comment without end');
  }

  close(): void {
    this.#parser.close();
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
