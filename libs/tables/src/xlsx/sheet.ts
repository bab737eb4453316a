import { type CellValue, type TableRow } from '../cells.js';
import { UnreadableFile } from '../errors.js';
import { type Limits } from '../limits.js';
import { TableShape } from '../shape.js';
import { isoCell, numberCell } from './numbers.js';
import { type SharedTexts } from './shared-texts.js';
import { type NumberStyle, PLAIN_NUMBER } from './styles.js';
import { TextCollector } from './text-collector.js';
import { type Attributes, parseXml } from './xml.js';

/** Excel's own bounds. */
const LAST_ROW = 1_048_576;
const LAST_COLUMN = 16_384;

/** What the cells of a sheet refer to. */
export interface WorkbookFacts {
  readonly epoch1904: boolean;
  readonly styles: readonly NumberStyle[];
  readonly texts: SharedTexts;
}

/** The rows of one sheet as it is read; of formulas the values that were stored with them. */
export async function* readSheet(
  bytes: AsyncIterable<Uint8Array>,
  part: string,
  facts: WorkbookFacts,
  limits: Limits,
): AsyncGenerator<TableRow[], void> {
  const sheet = new SheetRows(facts, limits);
  for await (const parsed of parseXml(bytes, part, sheet)) {
    const rows = parsed.take();
    if (rows.length > 0) yield rows;
  }
  sheet.end();
}

/** Makes rows of the elements `row`, `c`, `v` and `is` of a sheet, of which rows and cells may be left out when they are blank. */
class SheetRows {
  readonly #shape: TableShape;
  readonly #collector: TextCollector;
  #rows: TableRow[] = [];
  #row = 0;
  #column = -1;
  #type = 'n';
  #style: NumberStyle = PLAIN_NUMBER;
  readonly #where = () => ({ row: this.#row, columnNumber: this.#column + 1 });

  constructor(
    private readonly facts: WorkbookFacts,
    limits: Limits,
  ) {
    this.#shape = new TableShape(limits);
    this.#collector = new TextCollector(limits.cellLength);
  }

  /** The rows finished since the last time. */
  take(): TableRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  end(): void {
    this.#shape.requireHeader('FILE.NO_SHEET');
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'c') this.#openCell(attributes);
    else if (name === 'row') this.#openRow(attributes['r']);
    else this.#collector.open(name);
  }

  text(text: string): void {
    this.#collector.add(text, this.#where);
  }

  close(name: string): void {
    if (name === 'c') {
      const text = this.#collector.take();
      this.#shape.addAt(this.#column, text === '' ? text : this.#value(text));
    } else if (name === 'row') {
      const row = this.#shape.finish(this.#row);
      if (row !== undefined) this.#rows.push(row);
    } else this.#collector.close(name);
  }

  #openRow(number: string | undefined): void {
    const row = number === undefined ? this.#row + 1 : Number(number);
    if (!(Number.isInteger(row) && row > this.#row && row <= LAST_ROW)) throw this.#broken();
    this.#row = row;
    this.#column = -1;
    this.#shape.begin();
  }

  #openCell(attributes: Attributes): void {
    const reference = attributes['r'];
    const column = reference === undefined ? this.#column + 1 : columnOf(reference);
    if (!(column > this.#column && column < LAST_COLUMN)) throw this.#broken();
    this.#column = column;
    this.#type = attributes['t'] ?? 'n';
    this.#style = this.facts.styles[Number(attributes['s'] ?? 0)] ?? PLAIN_NUMBER;
  }

  #value(text: string): CellValue {
    switch (this.#type) {
      case 'n':
        return numberCell(text, this.#style, this.facts.epoch1904);
      case 's': {
        const shared = this.facts.texts.get(Number(text));
        if (shared === undefined) throw this.#broken();
        return shared;
      }
      case 'b':
        return text === '1' || text === 'true' ? 'TRUE' : 'FALSE';
      case 'd':
        return isoCell(text);
      default:
        return text;
    }
  }

  #broken(): UnreadableFile {
    return new UnreadableFile('FILE.WORKBOOK_BROKEN', this.#where());
  }
}

/** The column of a reference such as `AB12`, the first being 0; -1 when it has none. */
function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length && at < 4; at++) {
    const letter = reference.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}
