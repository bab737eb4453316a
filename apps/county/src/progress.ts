/** How far several things are: bars on a terminal, plain lines without one. */
export interface Progress {
  /** `fraction` from 0 to 1. */
  update(name: string, fraction: number, note?: string): void;
  /** The last line about it. */
  finish(name: string, note: string): void;
  /** A line between them. */
  line(text: string): void;
  /** Nothing is drawn any more. */
  close(): void;
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export function progressOn(out: Terminal): Progress {
  return out.isTTY === true ? new Bars(out) : new Lines(out);
}

/** At most one line in this time about each thing that is under way. */
const LINE_EVERY_MS = 5_000;

class Lines implements Progress {
  private readonly told = new Map<string, number>();

  constructor(private readonly out: Terminal) {}

  update(name: string, fraction: number, note = ''): void {
    const last = this.told.get(name);
    if (last === undefined) this.told.set(name, Date.now());
    if (last === undefined || Date.now() - last < LINE_EVERY_MS) return;
    this.told.set(name, Date.now());
    this.line(`${name}  ${percent(fraction)} ${note}`.trimEnd());
  }

  finish(name: string, note: string): void {
    this.line(`${name}  ${note}`);
  }

  line(text: string): void {
    this.out.write(`${text}\n`);
  }

  close(): void {
    // Every line is written already.
  }
}

const DRAW_EVERY_MS = 100;
const BAR = 24;

class Bars implements Progress {
  private readonly shown = new Map<string, string>();
  private drawn = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly out: Terminal) {}

  update(name: string, fraction: number, note = ''): void {
    const filled = Math.round(Math.min(Math.max(fraction, 0), 1) * BAR);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
    this.shown.set(name, `${padded(name, 26)} ${bar} ${percent(fraction)} ${note}`);
    this.timer ??= setTimeout(() => this.draw(), DRAW_EVERY_MS);
  }

  finish(name: string, note: string): void {
    this.shown.set(name, `${padded(name, 26)} ${note}`);
    this.draw();
  }

  line(text: string): void {
    this.clear();
    this.out.write(`${text}\n`);
    this.draw();
  }

  close(): void {
    if (this.shown.size > 0) this.draw();
    this.shown.clear();
    this.drawn = 0;
  }

  private clear(): void {
    if (this.drawn > 0) this.out.write(`\u001b[${this.drawn}A\u001b[J`);
    this.drawn = 0;
  }

  private draw(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.clear();
    const width = (this.out.columns ?? 80) - 1;
    for (const text of this.shown.values()) this.out.write(`${cut(text, width)}\n`);
    this.drawn = this.shown.size;
  }
}

const percent = (fraction: number): string => `${Math.floor(fraction * 100)}%`.padStart(4);

/** Chinese characters and full-width signs take two columns. */
const columnsOf = (sign: string): number =>
  /[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(sign) ? 2 : 1;

export const widthOf = (text: string): number => Array.from(text, columnsOf).reduce((sum, columns) => sum + columns, 0);

export const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

function cut(text: string, width: number): string {
  let used = 0;
  let end = '';
  for (const sign of text) {
    used += columnsOf(sign);
    if (used > width) break;
    end += sign;
  }
  return end;
}
