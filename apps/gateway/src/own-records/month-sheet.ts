import type { MonthPerson, MonthSession } from '#contracts';
import { type Language, translate } from '#i18n';
import { chinaIso } from '#kernel';
import { MM, type Page, Pages } from '#print';

/** What stands on the sheet beside the people. */
export interface SheetOf {
  readonly village: string;
  /** `YYYY-MM` */
  readonly month: string;
  /** The day by which whoever finds something wrong says so. */
  readonly until: string;
  /** Days within which he is answered. */
  readonly days: number;
  /** Names of divisions by code. */
  readonly places: ReadonlyMap<string, string>;
}

const [LEFT, WIDTH] = [15 * MM, 180 * MM];
const [TOP, BOTTOM] = [15 * MM, 280 * MM];
const SIZE = 9;
const GAP = 2 * MM;
/** The columns and their widths, in their order. */
const COLUMNS = [
  ['day', 16],
  ['session', 56],
  ['place', 28],
  ['came', 16],
  ['left', 16],
  ['minutes', 16],
  ['remark', 32],
] as const;
type Column = (typeof COLUMNS)[number][0];

/** What was recorded in a month of those who have no phone, person by person, to cut apart and hand out; A4, as a PDF. */
export async function monthSheet(people: readonly MonthPerson[], of: SheetOf, language: Language): Promise<Buffer> {
  const pages = await Pages.open(translate(language, 'monthSheet.title', { village: of.village, month: of.month }));
  const sheet = new Sheet(pages, of, language);
  for (const person of people) sheet.add(person);
  return pages.close();
}

/** Where on which page is drawn next. */
class Sheet {
  private page: Page;
  private y = TOP;
  private number = 1;

  constructor(
    private readonly pages: Pages,
    private readonly of: SheetOf,
    private readonly language: Language,
  ) {
    this.page = this.begun();
  }

  add(person: MonthPerson): void {
    const { volunteerNo, name, sessions } = person;
    const rows = sessions.map((s) => this.cellsOf(s));
    const wrong = this.text('wrong', { until: this.of.until, days: this.of.days });
    const [first] = rows;
    // The name never stands alone at the foot of a page.
    this.room(12 * MM + (first === undefined ? 0 : this.heightOf(first)));
    const whose = { name, volunteerNo, village: this.of.village, month: this.of.month };
    this.heading(this.text('person', whose));
    for (const row of rows) {
      if (this.room(this.heightOf(row))) this.heading(this.text('continued', whose));
      this.row(row);
    }
    const height = this.page.height(wrong, WIDTH, SIZE);
    if (this.room(height + 6 * MM)) this.name(this.text('continued', whose));
    const minutes = sessions.reduce((sum, s) => sum + s.minutes, 0);
    this.page.text(this.text('total', { minutes }), { x: LEFT, y: this.y + 1 * MM, width: WIDTH, size: SIZE });
    this.y += 6 * MM;
    this.page.lines(wrong, { x: LEFT, y: this.y, width: WIDTH, size: SIZE, grey: true });
    this.y += height + 4 * MM;
    this.page.frame(LEFT, this.y, WIDTH, 0);
    this.y += 4 * MM;
  }

  /** Begins a page where there is no room for so much; true where it has. */
  private room(height: number): boolean {
    if (this.y + height <= BOTTOM) return false;
    this.number += 1;
    this.page = this.begun();
    return true;
  }

  private begun(): Page {
    const page = this.pages.page();
    const title = this.text('title', { village: this.of.village, month: this.of.month });
    page.text(title, { x: LEFT, y: TOP, width: WIDTH * 0.8, size: 13 });
    const foot = { x: LEFT, y: BOTTOM + 3 * MM, width: WIDTH, size: 8, align: 'right', grey: true } as const;
    page.text(this.text('page', { page: this.number }), foot);
    this.y = TOP + 10 * MM;
    return page;
  }

  /** Whose rows follow, and what the columns are. */
  private heading(text: string): void {
    this.name(text);
    this.row(Object.fromEntries(COLUMNS.map(([c]) => [c, this.text(c)])) as Record<Column, string>, true);
  }

  private name(text: string): void {
    this.page.text(text, { x: LEFT, y: this.y, width: WIDTH, size: 11 });
    this.y += 6 * MM;
  }

  private heightOf(cells: Readonly<Record<Column, string>>): number {
    const heights = COLUMNS.map(([column, width]) =>
      this.page.height(cells[column] === '' ? ' ' : cells[column], width * MM - GAP, SIZE),
    );
    return Math.max(...heights) + GAP;
  }

  private row(cells: Readonly<Record<Column, string>>, grey = false): void {
    const height = this.heightOf(cells);
    let x = LEFT;
    for (const [column, width] of COLUMNS) {
      this.page.frame(x, this.y, width * MM, height);
      const place = { x: x + GAP / 2, y: this.y + GAP / 2, width: width * MM - GAP, size: SIZE, grey };
      if (cells[column] !== '') this.page.lines(cells[column], place);
      x += width * MM;
    }
    this.y += height;
  }

  private cellsOf(s: MonthSession): Record<Column, string> {
    const reasons = s.reasons.map((reason) => translate(this.language, `definitionTerms.record.${reason}`));
    const lacksCheckOut = s.cameAt !== null && s.leftAt === null ? [this.text('noCheckOut')] : [];
    return {
      day: chinaIso(s.startsAt).slice('2022-'.length, '2022-10-26'.length),
      session: `${s.sessionName} ${s.sessionNo}`.trim(),
      place: this.of.places.get(s.division) ?? '',
      came: clock(s.cameAt),
      left: clock(s.leftAt),
      minutes: String(s.minutes),
      remark: [...lacksCheckOut, ...reasons].join('；'),
    };
  }

  private text(key: string, values: Readonly<Record<string, unknown>> = {}): string {
    return translate(this.language, `monthSheet.${key}`, values);
  }
}

const clock = (at: number | null): string => (at === null ? '—' : chinaIso(at).slice('2022-10-26T'.length, 16));
