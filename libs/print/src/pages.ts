import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { qrModules } from './qr.js';

/** Points of a millimetre. */
export const MM = 72 / 25.4;

const require = createRequire(import.meta.url);
const FONT = require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
let font: Promise<Buffer> | undefined;
/** Read when the first page is made: most processes make none. */
const fontBytes = (): Promise<Buffer> => (font ??= readFile(FONT));

/** What pdfkit knows of the font in use. */
interface FontInUse {
  readonly _font: { readonly font: { hasGlyphForCodePoint(point: number): boolean } };
}

/** Where and how large a text stands; points from the upper left corner of the page. */
export interface Place {
  readonly x: number;
  readonly y: number;
  /** It is set smaller until it fits into so much. */
  readonly width: number;
  readonly size: number;
  readonly align?: 'left' | 'center' | 'right';
  readonly grey?: boolean;
}

/** One page to draw on. */
export interface Page {
  /** One line of text. */
  text(text: string, place: Place): void;
  /** Lines of text as wide as the place, as many as it takes. @returns the height that they took */
  lines(text: string, place: Place): number;
  /** The height that they would take. */
  heightOf(text: string, place: Pick<Place, 'width' | 'size'>): number;
  frame(x: number, y: number, width: number, height: number): void;
  /** A QR code in a square of so many points, without the white margin that readers need. */
  qr(text: string, x: number, y: number, size: number): void;
}

/** A PDF of A4 pages with a Chinese font, of which only the characters used are embedded. */
export class Pages {
  private constructor(private readonly document: PDFKit.PDFDocument) {}

  /** @param title of the document, as readers show it */
  static async open(title: string): Promise<Pages> {
    // With its font tools it takes as much memory as all else in the process: loaded where something is printed.
    const { default: PDFDocument } = await import('pdfkit');
    const document = new PDFDocument({ size: 'A4', margin: 0, autoFirstPage: false, info: { Title: title } });
    document.registerFont('zh', await fontBytes()).font('zh');
    return new Pages(document);
  }

  /** Begins a page. */
  page(): Page {
    const { document } = this;
    document.addPage();
    const set = (
      text: string,
      { x, y, width, size, align = 'left', grey = false }: Place,
      lineBreak: boolean,
    ): void => {
      document.fillColor(grey ? '#666666' : '#000000');
      document.fontSize(size).text(text, x, y, { width, align, lineBreak });
    };
    return {
      text: (text, place) => {
        const shown = this.shown(text);
        const wide = document.fontSize(place.size).widthOfString(shown);
        set(shown, { ...place, size: Math.min(place.size, (place.size * place.width * 0.99) / wide) }, false);
      },
      lines: (text, place) => {
        const shown = this.shown(text);
        set(shown, place, true);
        return document.heightOfString(shown, { width: place.width });
      },
      heightOf: (text, { width, size }) => document.fontSize(size).heightOfString(this.shown(text), { width }),
      frame: (x, y, width, height) => {
        document.lineWidth(0.3).strokeColor('#999999').rect(x, y, width, height).stroke();
      },
      qr: (text, x, y, size) => {
        const code = qrModules(text);
        const module = size / code.size;
        for (const [column, row, length] of code.runs)
          document.rect(x + column * module, y + row * module, length * module, module);
        document.fillColor('#000000').fill();
      },
    };
  }

  /** The bytes of the whole. Nothing can be drawn any more. */
  async close(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    this.document.end();
    for await (const chunk of this.document) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  /** A character that the font lacks is shown as its code point: a name must not lose one unseen. */
  private shown(text: string): string {
    const { font: inUse } = (this.document as unknown as FontInUse)._font;
    const known = (c: string): boolean => inUse.hasGlyphForCodePoint(c.codePointAt(0) ?? 0);
    return Array.from(text, (c) => (known(c) ? c : `[U+${c.codePointAt(0)?.toString(16).toUpperCase()}]`)).join('');
  }
}
