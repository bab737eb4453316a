import { randomUUID } from 'node:crypto';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, attendanceCsv, csvOf, divisionsCsv, teamsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';
import jsqr from 'jsqr';
import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { opened, textOf } from './pdf-pages.js';

const PASSWORD = 'Patient-river-88';
const HOUR = 3_600_000;
/** Rare, and one with a character that no font has. */
const RARE = '䶮喆\u{3FFFE}';
type Body = Record<string, unknown>;

let stack: TestStack;
const tokens = new Map<string, string>();
const ask = (who: string, method: string, path: string, json?: unknown): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) });
const code = ({ status, body }: Answer) => [status, (body as { code?: string } | null)?.code];

/** Two hours each of a person at some sessions. */
const attended = (volunteerNo: string, sessions: readonly { no: string; day: string }[]): string =>
  attendanceCsv(
    sessions.flatMap(({ no, day }) =>
      [
        ['签到', '09:00'],
        ['签退', '11:00'],
      ].map(([类型, time]) => ({
        ...{ 记录编号: randomUUID(), 场次编号: no, 志愿者编号: volunteerNo, 类型: 类型! },
        ...{ 发生时间: `${day}T${time!}:00+08:00`, 接收时间: `${day}T${time!}:05+08:00` },
      })),
    ),
  );
const dayOf = (i: number): string => new Date(Date.UTC(2022, 0, 1 + i)).toISOString().slice(0, 10);
const sessionsOn = (days: readonly string[], prefix: string) => days.map((day, i) => ({ no: `${prefix}${i}`, day }));

async function held(sessions: readonly { no: string; day: string }[]): Promise<void> {
  const rows = sessions.map(({ no, day }) => ({
    ...{
      场次编号: no,
      活动名称: `河道清洁${no}`,
      队伍编号: 'T1',
      区划代码: VILLAGE,
      地点: '东河桥头',
      负责人: '张三丰',
    },
    ...{ 开始时间: `${day}T09:00:00+08:00`, 结束时间: `${day}T11:00:00+08:00`, 状态: '已结束', 时长规则: '按签退' },
  }));
  await stack.bringIn('sessions', csvOf('sessions', rows));
}

async function account(username: string, grant: Body, volunteerNo?: string): Promise<void> {
  tokens.set(username, await stack.account({ username, password: PASSWORD, grants: [grant], volunteerNo }));
}

const some = sessionsOn(['2022-05-01', '2022-05-02', '2023-03-01'], 'S');

beforeAll(async () => {
  stack = await TestStack.start({ PUBLIC_URL: 'https://volunteers.example/' });
  tokens.set('admin', stack.token);
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('teams', teamsCsv(['T1']));
  await stack.bringIn(
    'volunteers',
    volunteersCsv(['V1', 'V2', 'V3', 'V4'], (no) => ({ 姓名: no === 'V1' ? '王小明' : '李四' })),
  );
  await stack.bringIn('volunteers', volunteersCsv(['R1'], { 姓名: RARE }));
  await stack.bringIn('volunteers', volunteersCsv(['W1'], { 区划代码: '430922001002' }));
  await account('village', { role: 'village', division: VILLAGE });
  await account('own', { role: 'volunteer' }, 'V1');
  await account('erased', { role: 'volunteer' }, 'V3');
  await held(some);
  for (const no of ['V1', 'V2', 'V3']) await stack.bringIn('attendance', attended(no, some));
  await stack.until(20_000, 'counted', async () => {
    const found = await Promise.all(
      ['V1', 'V2', 'V3'].map((no) => ask('admin', 'GET', `/volunteers/${no}/service-record`)),
    );
    return found.every(({ body }) => body.personTimes === 3);
  });
}, 180_000);
afterAll(() => stack.stop());

const issueOwn = (wish: Body = {}) => ask('own', 'POST', '/me/certificates', { id: randomUUID(), ...wish });
const verify = (of: unknown) => stack.get(`/api/v1/certificates/${of as string}`);
async function pdfOf(who: string, path: string): Promise<{ status: number; bytes: Buffer }> {
  const response = await fetch(`${stack.address}/api/v1${path}`, {
    headers: { Authorization: `Bearer ${tokens.get(who)!}` },
  });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
}

/** What the QR code of a page says, read from its picture. */
async function codeOn(page: PDFPageProxy): Promise<string | undefined> {
  const viewport = page.getViewport({ scale: 3 });
  const canvas = createCanvas(viewport.width, viewport.height);
  await page.render({ canvas: canvas as never, viewport }).promise;
  const read = jsqr as unknown as (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null;
  const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return read(data, width, height)?.data;
}

describe('the service record', () => {
  test('tells where, what, for whom and under whom, with names masked; one’s own in clear', async () => {
    const { body } = await ask('village', 'GET', '/volunteers/V1/service-record?year=2022');
    expect(body).toMatchObject({
      ...{ volunteerNo: 'V1', name: '王**', personTimes: 2, minutes: 240, stars: 0 },
      training: { personTimes: 0, minutes: 0, attendances: [] },
    });
    expect(body.attendances[0]).toMatchObject({
      ...{ sessionNo: 'S0', sessionName: '河道清洁S0', place: '东河桥头', division: VILLAGE },
      ...{ teamNo: 'T1', teamName: '队伍T1', personInCharge: '张**', minutes: 120 },
    });
    const own = await ask('own', 'GET', '/me/service-record');
    expect(own).toMatchObject({ status: 200, body: { name: '王小明', personTimes: 3, minutes: 360 } });
    expect(own.body.attendances[0]).toMatchObject({ personInCharge: '张三丰' });
  });
});

describe('a certificate', () => {
  test('is issued on request, printed with the whole name, and verified by anybody with the name masked', async () => {
    const wish = { id: randomUUID(), from: '2022-05-01', until: '2022-12-31' };
    const issued = await ask('own', 'POST', '/me/certificates', wish);
    expect(issued).toMatchObject({
      status: 201,
      body: { ...wish, service: { personTimes: 2, minutes: 240 }, issuer: '桃江县', stars: 0, revokedAt: null },
    });
    expect(JSON.stringify(issued.body)).not.toContain('王小明');
    const { code: of, digest } = issued.body as { code: string; digest: string };
    expect(of).toMatch(/^([2-9A-Z]{4}-){5}[2-9A-Z]{4}$/);
    const { bytes } = await pdfOf('own', `/me/certificates/${of}/certificate.pdf`);
    const { numPages, getPage } = await opened(bytes);
    expect(numPages).toBe(1);
    const text = await textOf(await getPage(1));
    for (const shown of ['志愿服务记录证明', '王小明', of, '东河桥头', '队伍T1', '4.00 小时', '桃江县', digest])
      expect(text).toContain(shown);
    expect(text).not.toContain('张三丰');
    expect(await codeOn(await getPage(1))).toBe(`https://volunteers.example/api/v1/certificates/${of}`);
    expect(await verify(of)).toMatchObject({
      status: 200,
      body: {
        ...{ state: 'valid', name: '王*明', issuer: '桃江县', digest, isCurrent: true, stars: 0 },
        ...{ from: '2022-05-01', until: '2022-12-31', service: { personTimes: 2, minutes: 240 } },
      },
    });
    // As somebody types it.
    expect((await verify(of.replaceAll('-', ' ').toLowerCase())).status).toBe(200);
  });

  test('asked for again it is the same, byte by byte, whatever is recorded meanwhile; anybody is told that the records have changed', async () => {
    const wish = { id: randomUUID(), from: '2023-01-01' };
    const first = await issueOwn(wish);
    expect(first.status).toBe(201);
    const of = first.body.code as string;
    const { bytes } = await pdfOf('own', `/me/certificates/${of}/certificate.pdf`);
    const late = sessionsOn(['2023-04-01'], 'L');
    await held(late);
    await stack.bringIn('attendance', attended('V1', late));
    await stack.until(20_000, 'counted', async () => (await verify(of)).body.isCurrent === false);
    expect(await issueOwn(wish)).toEqual(expect.objectContaining({ status: 200, body: first.body }));
    expect((await pdfOf('own', `/me/certificates/${of}/certificate.pdf`)).bytes.equals(bytes)).toBe(true);
    expect((await verify(of)).body).toMatchObject({ state: 'valid', service: { personTimes: 1, minutes: 120 } });
    expect((await issueOwn({ from: '2023-01-01' })).body.service).toEqual({ personTimes: 2, minutes: 240 });
    expect(code(await issueOwn({ ...wish, from: null }))).toEqual([409, 'CERTIFICATE.ID_REUSED']);
    expect(code(await ask('village', 'POST', '/volunteers/V1/certificates', { ...wish, because: '代办' }))).toEqual([
      ...[409, 'CERTIFICATE.ID_REUSED'],
    ]);
  });

  test('is issued at the counter with a reason, to who lives there; the office is named on it', async () => {
    const wish = () => ({ id: randomUUID(), because: '本人到场申请' });
    const issued = await ask('village', 'POST', '/volunteers/V2/certificates', wish());
    expect(issued).toMatchObject({ status: 201, body: { issuer: '桃江县甲镇东村', service: { minutes: 360 } } });
    const at = `/volunteers/V2/certificates/${issued.body.code as string}`;
    const { getPage } = await opened((await pdfOf('village', `${at}/certificate.pdf`)).bytes);
    expect(await textOf(await getPage(1))).toContain('桃江县甲镇东村');
    const { body } = await ask('village', 'GET', '/volunteers/V2/certificates');
    expect((body.certificates as Body[]).map((c) => c['code'])).toEqual([issued.body.code]);
    expect(code(await ask('village', 'POST', '/volunteers/V2/certificates', { id: randomUUID() }))[0]).toBe(400);
    expect(code(await ask('village', 'POST', '/volunteers/W1/certificates', wish()))).toEqual([
      404,
      'VOLUNTEER.UNKNOWN',
    ]);
    expect(code(await ask('village', 'POST', '/volunteers/V4/certificates', wish()))).toEqual([
      ...[422, 'CERTIFICATE.NOTHING_TO_CERTIFY'],
    ]);
    // Of somebody else it is none.
    expect(code(await ask('own', 'DELETE', `/me/certificates/${issued.body.code as string}`))).toEqual([
      ...[404, 'CERTIFICATE.UNKNOWN'],
    ]);
    const { body: log } = await ask('admin', 'GET', '/audit');
    const acts = (log.entries as Body[]).filter((e) => String(e['act']).includes('/certificates'));
    expect(acts.map((e) => e['because'])).toContain('本人到场申请');
    expect(acts.map((e) => e['act'])).toContain(
      'GET /api/v1/volunteers/{no}/certificates/{certificate}/certificate.pdf',
    );
  });

  test('that was revoked holds no more, says nothing of what it said, and is not printed again', async () => {
    const { body } = await issueOwn();
    const of = body.code as string;
    const revoke = (because: string) => ask('village', 'POST', `/volunteers/V1/certificates/${of}/revoke`, { because });
    const revoked = await revoke('姓名有误');
    expect(revoked).toMatchObject({ status: 200, body: { revokedBecause: '姓名有误' } });
    expect((await revoke('再次')).body).toEqual(revoked.body);
    const today = new Date(Date.now() + 8 * HOUR).toISOString().slice(0, 10);
    expect(await verify(of)).toMatchObject({ status: 200 });
    expect((await verify(of)).body).toEqual({ state: 'revoked', issuedOn: today, revokedOn: today });
    expect((await pdfOf('own', `/me/certificates/${of}/certificate.pdf`)).status).toBe(409);
    const other = (await issueOwn()).body.code as string;
    expect((await ask('own', 'DELETE', `/me/certificates/${other}`)).status).toBe(204);
    expect((await verify(other)).body.state).toBe('revoked');
    const last = of.endsWith('X') ? 'y' : 'x';
    expect((await verify(of.toLowerCase().slice(0, -1) + last)).status).toBe(404);
  });

  test('of somebody who is erased holds no more from then on, and his name is not told', async () => {
    const { body } = await ask('erased', 'POST', '/me/certificates', { id: randomUUID() });
    expect((await verify(body.code)).body).toMatchObject({ state: 'valid', name: '李*' });
    expect((await ask('erased', 'DELETE', '/me')).status).toBe(204);
    expect((await verify(body.code)).body).toMatchObject({ state: 'revoked' });
    expect((await verify(body.code)).body).not.toHaveProperty('name');
  });

  test('of two hundred attendances goes over several pages, each with the table’s head, its code and number', async () => {
    const many = sessionsOn(
      Array.from({ length: 200 }, (_, i) => dayOf(i)),
      'M',
    );
    await held(many);
    await stack.bringIn('attendance', attended('R1', many));
    const record = async () => (await ask('admin', 'GET', '/volunteers/R1/service-record')).body as Body;
    await stack.until(30_000, 'counted', async () => (await record())['personTimes'] === 200);
    // 400 hours.
    expect(await record()).toMatchObject({ minutes: 24_000, stars: 2 });
    const { body } = await ask('village', 'POST', '/volunteers/R1/certificates', { id: randomUUID(), because: '申请' });
    const { bytes } = await pdfOf('village', `/volunteers/R1/certificates/${body.code as string}/certificate.pdf`);
    const { numPages, getPage } = await opened(bytes);
    expect(numPages).toBeGreaterThan(4);
    const pages = await Promise.all(Array.from({ length: numPages }, async (_, i) => textOf(await getPage(i + 1))));
    for (const [i, text] of pages.entries()) {
      expect(text).toContain(`第 ${i + 1} 页，共 ${numPages} 页`);
      expect(text).toContain(body.code as string);
    }
    expect(pages.slice(0, -1).every((text) => text.includes('组织单位'))).toBe(true);
    expect(pages.join('').match(/河道清洁M\d+/g)).toHaveLength(200);
    expect(pages[0]).toContain('䶮喆[U+3FFFE]');
    expect(pages[0]).toContain('2 星级');
    expect((await ask('admin', 'GET', '/volunteers/R1/service-record?year=2021')).body).toMatchObject({
      ...{ personTimes: 0, minutes: 0, stars: 2 },
    });
  }, 120_000);
});

test('a training stands apart and is never added, in the record and in what is taken along; the year counts both', async () => {
  await account('trained', { role: 'volunteer' }, 'V4');
  const now = Math.floor(Date.now() / 1000) * 1000;
  const at = (hours: number) => new Date(now + hours * HOUR).toISOString();
  const before = (await stack.report(new Date().getFullYear())).minutes as number;
  const plan = async (isTraining: boolean, from: number) => {
    const planned = {
      ...{
        name: '急救',
        division: VILLAGE,
        startsAt: at(from),
        endsAt: at(from + 1),
        personInCharge: '张三丰',
        isTraining,
      },
      ...{
        risks: '无',
        safeguards: '安全员',
        posts: [{ id: 'a', name: '学员', capacity: 9 }],
        creditRule: 'planned-end',
      },
      signUp: { minimumAge: 16 },
    };
    const { status, body } = await ask('admin', 'POST', '/sessions', planned);
    expect([status, body.isTraining]).toEqual([201, isTraining]);
    const no = body.sessionNo as string;
    for (const step of ['submit', 'publish'])
      expect((await ask('admin', 'POST', `/sessions/${no}/${step}`)).status).toBe(200);
    const known = async () => (await ask('admin', 'GET', `/sessions/${no}/check-in-code`)).status === 200;
    await stack.until(10_000, 'known', known);
    const record = { id: randomUUID(), sessionNo: no, volunteerNo: 'V4', kind: 'check-in', method: 'qr' };
    expect((await ask('admin', 'POST', '/attendance-records', { ...record, occurredAt: at(from) })).status).toBe(201);
    return no;
  };
  const [training, service] = [await plan(true, 1), await plan(false, 3)];
  const { body } = await ask('trained', 'GET', '/me/service-record');
  expect(body).toMatchObject({ personTimes: 1, minutes: 60, training: { personTimes: 1, minutes: 60 } });
  expect([body.attendances, body.training.attendances]).toMatchObject([
    [{ sessionNo: service }],
    [{ sessionNo: training }],
  ]);
  const taken = (await ask('trained', 'GET', '/me/export')).body;
  expect([taken.attendances, taken.training]).toMatchObject([[{ sessionNo: service }], [{ sessionNo: training }]]);
  const csv = (await ask('trained', 'GET', '/me/service-record?format=csv')).body as string;
  expect(csv.split('\r\n').map((row) => row.split(',')[0])).toEqual([
    '类型',
    '志愿服务',
    '培训（不计入志愿服务时长）',
    '',
  ]);
  const { getPage } = await opened((await pdfOf('trained', '/me/service-record?format=pdf')).bytes);
  const text = await textOf(await getPage(1));
  for (const shown of ['张三丰', '李四', '1 人次，1.00 小时（60 分钟）', '培训（不计入志愿服务时长）'])
    expect(text).toContain(shown);
  expect(text).not.toContain('2.00 小时');
  await stack.until(10_000, 'in the figures', async () => {
    const year = await stack.report(new Date().getFullYear());
    return (year.minutes as number) === before + 120;
  });
  // Neither is over, so neither is certified.
  expect(code(await ask('trained', 'POST', '/me/certificates', { id: randomUUID() }))).toEqual([
    ...[422, 'CERTIFICATE.NOTHING_TO_CERTIFY'],
  ]);
});

test('whoever tries codes is slowed down, and whoever has one is let through before', async () => {
  const { body } = await issueOwn();
  const of = body.code as string;
  for (let i = 0; i < 30; i++) expect((await verify(of)).status).toBe(200);
  const answers: unknown[] = [];
  for (let i = 0; i < 30; i++) answers.push(code(await verify(`AAAA-AAAA-AAAA-AAAA-AAAA-AA${(i % 8) + 2}A`)));
  expect(answers[0]).toEqual([404, 'CERTIFICATE.UNKNOWN']);
  expect(answers.at(-1)).toEqual([429, 'CERTIFICATE.TOO_MANY_GUESSES']);
  expect((await verify(of)).headers.get('retry-after')).toMatch(/^\d+$/);
});
