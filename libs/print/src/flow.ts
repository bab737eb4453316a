import { MM, type Page, Pages } from './pages.js';

const [PAGE_WIDTH, PAGE_HEIGHT] = [210 * MM, 297 * MM];
const MARGIN = 18 * MM;
/** Room at the foot of each page, where its number stands. */
const FOOT = 12 * MM;
const PADDING = 1.2 * MM;
const SIZE = 9;
const HEAD_SIZE = 8.5;

/** How wide what flows is, in points. */
export const FLOW_WIDTH = PAGE_WIDTH - 2 * MARGIN;

/** A column of a table: its title, and its share of the width. */
export interface FlowColumn {
  readonly title: string;
  readonly share: number;
  readonly align?: 'left' | 'right';
}

/** How a text is set over the whole width. */
interface FlowText {
  readonly size?: number;
  readonly align?: 'left' | 'center';
  readonly grey?: boolean;
}

/** Text and tables from the top of A4 pages to the bottom, with further pages as they are needed; a table's head stands on each page again, and no row is cut in two. */
export class Flow {
  private page: Page;
  private y = MARGIN;

  private constructor(private readonly pages: Pages) {
    this.page = pages.page();
  }

  /** @param at the instant (epoch milliseconds) at which it is said to be made: the same of the same instant is the same file, byte by byte */
  static async open(title: string, at: number): Promise<Flow> {
    return new Flow(await Pages.open(title, at));
  }

  /** Lines of text over the whole width. */
  text(text: string, { size = SIZE, align, grey = false }: FlowText = {}): void {
    this.room(this.page.height(text, FLOW_WIDTH, size));
    this.y +=
      this.page.lines(text, { x: MARGIN, y: this.y, width: FLOW_WIDTH, size, align: align ?? 'left', grey }) + PADDING;
  }

  space(millimetres: number): void {
    this.y += millimetres * MM;
  }

  /** Labels with what they say, two beside each other. */
  fields(fields: readonly (readonly [label: string, value: string])[]): void {
    const width = FLOW_WIDTH / 2;
    for (let i = 0; i < fields.length; i += 2) {
      const pair = fields.slice(i, i + 2).map(([label, value]) => `${label}：${value}`);
      const height = Math.max(...pair.map((text) => this.page.height(text, width - PADDING, SIZE + 1)));
      this.room(height);
      for (const [column, text] of pair.entries())
        this.page.lines(text, { x: MARGIN + column * width, y: this.y, width: width - PADDING, size: SIZE + 1 });
      this.y += height + PADDING;
    }
  }

  table(columns: readonly FlowColumn[], rows: Iterable<readonly string[]>): void {
    const whole = columns.reduce((sum, c) => sum + c.share, 0);
    const widths = columns.map((c) => (c.share / whole) * FLOW_WIDTH);
    const head = columns.map((c) => c.title);
    const heightOf = (cells: readonly string[], size: number) =>
      Math.max(...cells.map((cell, i) => this.page.height(cell, (widths[i] ?? 0) - 2 * PADDING, size))) + 2 * PADDING;
    const headHeight = heightOf(head, HEAD_SIZE);
    const draw = (
      cells: readonly string[],
      { height, size, grey }: { height: number; size: number; grey: boolean },
    ) => {
      let x = MARGIN;
      for (const [i, width] of widths.entries()) {
        const place = { x: x + PADDING, y: this.y + PADDING, width: width - 2 * PADDING, size, grey };
        this.page.frame(x, this.y, width, height);
        this.page.lines(cells[i] ?? '', { ...place, align: columns[i]?.align ?? 'left' });
        x += width;
      }
      this.y += height;
    };
    const begin = () => {
      draw(head, { height: headHeight, size: HEAD_SIZE, grey: true });
    };
    let isBegun = false;
    for (const row of rows) {
      const height = heightOf(row, SIZE);
      if (this.room(height + (isBegun ? 0 : headHeight)) || !isBegun) begin();
      isBegun = true;
      draw(row, { height, size: SIZE, grey: false });
    }
    this.y += PADDING;
  }

  /** Draws what belongs together and takes so much height, on one page; `x` and `y` are its upper left corner. */
  block(height: number, draw: (page: Page, x: number, y: number) => void): void {
    this.room(height);
    draw(this.page, MARGIN, this.y);
    this.y += height;
  }

  /** The bytes of the whole. @param foot what stands below each page */
  close(foot: (page: number, pages: number) => string): Promise<Buffer> {
    const y = PAGE_HEIGHT - MARGIN;
    return this.pages.close((page, number, pages) => {
      page.text(foot(number, pages), { x: MARGIN, y, width: FLOW_WIDTH, size: 8, align: 'center', grey: true });
    });
  }

  /** Begins another page where so much does not fit any more; true where it did. */
  private room(height: number): boolean {
    if (this.y + height <= PAGE_HEIGHT - MARGIN - FOOT || this.y === MARGIN) return false;
    this.page = this.pages.page();
    this.y = MARGIN;
    return true;
  }
}
