import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCanvas } from '@napi-rs/canvas';
import jsqr from 'jsqr';
import { type Card, verifyCard } from '#card';
import type { PublicKeys } from '#jws';
import { type Answer, divisionsCsv, teamsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';
import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { opened, textOf } from './pdf-pages.js';

const PASSWORD = 'Patient-river-88';
const OTHER_VILLAGE = '430922001002';
/** Rare, of a minority, and one with a character that no font has. */
const NAMES = ['阿卜杜热合曼·买买提艾力·吐尔逊', '䶮喆', '王\u{3FFFE}明'];
const MANY = Array.from({ length: 20 }, (_, i) => `M${i}`);

let stack: TestStack;
const tokens = new Map<string, string>();
const ask = (who: string, method: string, path: string, json?: unknown): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) });

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('teams', teamsCsv(['T1']));
  await stack.bringIn('volunteers', volunteersCsv(['V1', 'V2', ...MANY]));
  for (const [i, 姓名] of NAMES.entries()) await stack.bringIn('volunteers', volunteersCsv([`N${i}`], { 姓名 }));
  await stack.bringIn('volunteers', volunteersCsv(['W1'], { 区划代码: OTHER_VILLAGE }));
  const accounts = {
    village: { grants: [{ role: 'village', division: VILLAGE }] },
    own: { grants: [{ role: 'volunteer' }], volunteerNo: 'V1' },
  };
  for (const [username, account] of Object.entries(accounts)) {
    const json = { username, password: PASSWORD, ...account };
    expect((await stack.post('/api/v1/accounts', { token: stack.token, json })).status).toBe(201);
    tokens.set(username, await stack.signIn(username, PASSWORD));
  }
}, 180_000);
afterAll(() => stack.stop());

const read = async (token: string): Promise<Card | undefined> =>
  verifyCard(token, (await stack.get('/api/v1/volunteer-cards/keys')).body as PublicKeys);

describe('a card', () => {
  test('is on one’s phone, the same until it is lost', async () => {
    const first = await ask('own', 'GET', '/me/card');
    expect(first).toMatchObject({ status: 200, body: { volunteerNo: 'V1', qr: expect.stringMatching(/^<svg /) } });
    expect(await read(first.body.token as string)).toMatchObject({ cardId: first.body.cardId, volunteerNo: 'V1' });
    expect((await ask('own', 'GET', '/me/card')).body).toEqual(first.body);
    expect((await ask('own', 'DELETE', '/me/card')).status).toBe(204);
    expect(await ask('own', 'DELETE', '/me/card')).toMatchObject({ status: 404, body: { code: 'CARD.NONE' } });
    expect((await ask('own', 'GET', '/me/card')).body.cardId).not.toBe(first.body.cardId);
  });

  test('is issued anew and revoked at the village, for people of there', async () => {
    const { body } = await ask('village', 'POST', '/volunteers/V2/card');
    expect(await read(body.token as string)).toMatchObject({ volunteerNo: 'V2' });
    expect((await ask('village', 'POST', '/volunteers/V2/card')).body.cardId).not.toBe(body.cardId);
    expect((await ask('village', 'POST', '/volunteers/V2/card/revoke', { because: '遗失' })).status).toBe(204);
    for (const path of ['/volunteers/W1/card', '/volunteers/nobody/card'])
      expect(await ask('village', 'POST', path)).toMatchObject({ status: 404, body: { code: 'VOLUNTEER.UNKNOWN' } });
    expect((await ask('village', 'POST', '/volunteers/V2/card/revoke', {})).status).toBe(400);
  });
});

/** A sheet as it comes, with what stands on each of its pages. */
async function sheets(who: string, volunteerNos: readonly string[]) {
  const response = await fetch(`${stack.address}/api/v1/volunteer-cards/sheets`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${tokens.get(who)}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ volunteerNos }),
  });
  if (response.status !== 200) return { status: response.status, pages: [] };
  expect(response.headers.get('content-type')).toBe('application/pdf');
  const { numPages, getPage } = await opened(new Uint8Array(await response.arrayBuffer()));
  const pages = await Promise.all(Array.from({ length: numPages }, (_, i) => getPage(i + 1)));
  return { status: 200, pages };
}
const PIXELS_PER_MM = 10;

/** What the QR codes of a page say, read from its picture, card by card: 85.6 mm by 54 mm, two beside each other, in the middle of the page. */
async function codesOf(page: PDFPageProxy): Promise<string[]> {
  const viewport = page.getViewport({ scale: (PIXELS_PER_MM * 25.4) / 72 });
  const canvas = createCanvas(viewport.width, viewport.height);
  await page.render({ canvas: canvas as never, viewport }).promise;
  const read = jsqr as unknown as (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null;
  return Array.from({ length: 10 }, (_, at) => {
    const [x, y] = [19.4 + (at % 2) * 85.6, 13.5 + Math.floor(at / 2) * 54];
    const [left, top, width, height] = [x, y, 85.6, 54].map((mm) => Math.round(mm * PIXELS_PER_MM)) as [
      number,
      number,
      number,
      number,
    ];
    const { data } = canvas.getContext('2d').getImageData(left, top, width, height);
    return read(data, width, height)?.data ?? '';
  });
}

describe('sheets of cards', () => {
  test('have ten a page, each with a code that holds', async () => {
    const { pages } = await sheets('village', ['V1', 'V2', ...MANY, 'N0']);
    expect(pages).toHaveLength(3);
    const codes = await codesOf(pages[0]!);
    const cards = await Promise.all(codes.map(read));
    expect(cards.map((c) => c?.volunteerNo)).toEqual(['V1', 'V2', ...MANY.slice(0, 8)]);
  }, 120_000);

  test('show each name whole, and the code point of a character that no font has', async () => {
    const { pages } = await sheets('village', ['N0', 'N1', 'N2']);
    const text = await textOf(pages[0]!);
    for (const shown of [NAMES[0], NAMES[1], '王[U+3FFFE]明', 'N2', '志愿者证']) expect(text).toContain(shown);
  });

  test('leave out who lives elsewhere, and are not made for nobody', async () => {
    const { pages } = await sheets('village', ['W1', 'V1']);
    // The numbers on the cards: `W1` may by chance stand in the id of a card.
    expect([...(await textOf(pages[0]!)).matchAll(/志愿者编号(..)/g)].map(([, no]) => no)).toEqual(['V1']);
    expect((await sheets('village', ['W1'])).status).toBe(404);
    expect((await sheets('village', [])).status).toBe(400);
    expect(
      (
        await sheets(
          'village',
          Array.from({ length: 201 }, (_, i) => `X${i}`),
        )
      ).status,
    ).toBe(400);
  });
});
