import type { PrintedCard } from '#contracts';
import { type Language, translate } from '#i18n';
import { MM, type Page, Pages } from '#print';

/** As bank cards are (ISO/IEC 7810, ID-1), so that the usual covers fit: 85.6 mm by 54 mm. */
const [WIDTH, HEIGHT] = [85.6 * MM, 54 * MM];
const [COLUMNS, ROWS] = [2, 5];
const [PAGE_WIDTH, PAGE_HEIGHT] = [210 * MM, 297 * MM];
const LEFT = (PAGE_WIDTH - COLUMNS * WIDTH) / 2;
const TOP = (PAGE_HEIGHT - ROWS * HEIGHT) / 2;
const PADDING = 4 * MM;
const QR = 36 * MM;

/** Sheets of volunteer cards to cut out, ten a page, as a PDF. */
export async function cardSheets(cards: readonly PrintedCard[], language: Language): Promise<Buffer> {
  const pages = await Pages.open(translate(language, 'card.title'));
  let page: Page | undefined;
  for (const [i, card] of cards.entries()) {
    const at = i % (COLUMNS * ROWS);
    if (at === 0) page = pages.page();
    if (page === undefined) continue;
    draw(page, card, LEFT + (at % COLUMNS) * WIDTH, TOP + Math.floor(at / COLUMNS) * HEIGHT, language);
  }
  return pages.close();
}

function draw(page: Page, card: PrintedCard, left: number, top: number, language: Language): void {
  page.frame(left, top, WIDTH, HEIGHT);
  page.qr(card.token, left + PADDING, top + PADDING, QR);
  const x = left + PADDING + QR + 3 * MM;
  const width = left + WIDTH - PADDING - x;
  const put = (text: string, y: number, size: number, grey = false): void => {
    if (text !== '') page.text(text, { x, y: top + y * MM, width, size, grey });
  };
  put(translate(language, 'card.title'), 4, 9, true);
  put(card.name, 10, 17);
  put(translate(language, 'card.number'), 20, 6.5, true);
  put(card.volunteerNo, 23, 10);
  put(card.village, 29.5, 9);
  put(translate(language, 'card.id', { id: card.cardId.slice(0, 6) }), 36, 6.5, true);
  page.lines(translate(language, 'card.found'), {
    ...{ x: left + PADDING, y: top + PADDING + QR + 2 * MM, width: WIDTH - 2 * PADDING, size: 6.5, grey: true },
  });
}
