import { UnreadableFile } from '../errors.js';
import { parseAll } from './xml.js';

/** What the format of a cell makes of a number. */
export interface NumberStyle {
  readonly kind: 'number' | 'date' | 'time' | 'date-time';
  /** Digits that a whole number is filled up to with zeros, as by the format `0000`; otherwise 0. */
  readonly digits: number;
}

export const PLAIN_NUMBER: NumberStyle = { kind: 'number', digits: 0 };

/** Far more than Excel allows (65,490 cell formats). */
const MOST_STYLES = 100_000;

/**
 * Number formats that a file need not write down (ECMA-376 part 1, 18.8.30), among them those that mean Chinese dates and times in
 * Chinese Excel.
 */
function builtIn(id: number): NumberStyle['kind'] {
  if (id === 22) return 'date-time';
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 55 || id === 56) return 'time';
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'date';
  return 'number';
}

/** What is text or no matter of the value: "quoted", \escaped, _width, *fill, [Red], [$-804] — but not [h], an elapsed time. */
const LITERAL = /"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi;

/** What a number format such as `yyyy"年"m"月"d"日" hh:mm` makes of a number; elapsed times (`[h]:mm`) are numbers. */
export function styleOf(code: string): NumberStyle {
  const bare = (code.replace(LITERAL, '').split(';')[0] ?? '').toLowerCase().replace(/general|e[+-]/g, '');
  const zeros = /^0+$/.exec(bare);
  if (zeros !== null) return { kind: 'number', digits: bare.length };
  if (bare.includes('[')) return PLAIN_NUMBER;
  const time = /[hs]/.test(bare);
  const date = /[yde]/.test(bare) || (!time && /m/.test(bare));
  if (date) return { kind: time ? 'date-time' : 'date', digits: 0 };
  return time ? { kind: 'time', digits: 0 } : PLAIN_NUMBER;
}

/** The styles of the cells of a workbook, by the number that cells name them by. */
export async function readStyles(bytes: AsyncIterable<Uint8Array>, part: string): Promise<readonly NumberStyle[]> {
  const own = new Map<number, NumberStyle>();
  const styles: NumberStyle[] = [];
  let ofCells = false;
  await parseAll(bytes, part, {
    open(name, attributes) {
      if (name === 'numFmt') own.set(Number(attributes['numFmtId']), styleOf(attributes['formatCode'] ?? ''));
      else if (name === 'cellXfs') ofCells = true;
      else if (name === 'xf' && ofCells) {
        const id = Number(attributes['numFmtId'] ?? 0);
        styles.push(own.get(id) ?? { kind: builtIn(id), digits: 0 });
      }
      if (own.size > MOST_STYLES || styles.length > MOST_STYLES) {
        throw new UnreadableFile('FILE.WORKBOOK_BROKEN', { part });
      }
    },
    close(name) {
      if (name === 'cellXfs') ofCells = false;
    },
  });
  return styles;
}
