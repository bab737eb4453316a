import { UnreadableFile, type UnreadableDetails } from '../errors.js';
import { trimUnicode } from '../trim.js';

/** `_x000D_` and the like stand for characters that XML does not allow. */
const ESCAPED = /_x([0-9A-Fa-f]{4})_/g;

/**
 * Puts together the text of a shared text or of a cell: of all its runs (`t`) or its value (`v`), without the phonetic runs (`rPh`) that
 * say how a word is read aloud.
 */
export class TextCollector {
  #text = '';
  #on = false;
  #phonetic = false;

  constructor(private readonly longest: number) {}

  open(name: string): void {
    if (name === 'rPh') this.#phonetic = true;
    else if (name === 't' || name === 'v') this.#on = !this.#phonetic;
  }

  close(name: string): void {
    if (name === 'rPh') this.#phonetic = false;
    else if (name === 't' || name === 'v') this.#on = false;
  }

  /** @throws UnreadableFile when the text grows longer than a cell can hold */
  add(text: string, where: () => UnreadableDetails): void {
    if (!this.#on) return;
    this.#text += text;
    if (this.#text.length > this.longest) throw new UnreadableFile('FILE.CELL_TOO_LONG', where());
  }

  /** The text since the last one taken, without white space around it. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    if (text === '') return text;
    return trimUnicode(text.includes('_x') ? text.replace(ESCAPED, (_, hex: string) => unit(hex)) : text);
  }
}

function unit(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
