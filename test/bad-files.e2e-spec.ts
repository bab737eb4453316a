import { randomUUID } from 'node:crypto';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { divisionsCsv, type ImportState, teamsCsv, TestStack, volunteersCsv } from '#testing';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
}, 180_000);
afterAll(() => stack.stop());

const KNOWN = 3;
let made = 0;
/** A file with a team that nobody has brought in. */
const newTeams = (count = 5): string => teamsCsv(Array.from({ length: count }, () => `T${made++}`));

/** A ZIP archive of entries as they are. */
function zip(entries: Readonly<Record<string, Buffer>>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const packed = deflateRawSync(content);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(content), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(content.length, 18);
    head.writeUInt16LE(name.length, 22);
    const there = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), head, rest, Buffer.from(name)]));
    local.push(there);
    offset += there.length;
  }
  const index = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, index, Buffer.from('PK\x05\x06'), end]);
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const OPC = 'http://schemas.openxmlformats.org';
/** A workbook of one sheet. */
const workbook = (sheet: Buffer): Buffer =>
  zip({
    '[Content_Types].xml': Buffer.from(
      `${XML}<Types xmlns="${OPC}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    ),
    '_rels/.rels': Buffer.from(
      `${XML}<Relationships xmlns="${OPC}/package/2006/relationships"><Relationship Id="r1" Type="${OPC}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': Buffer.from(
      `${XML}<workbook xmlns="${OPC}/spreadsheetml/2006/main" xmlns:r="${OPC}/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': Buffer.from(
      `${XML}<Relationships xmlns="${OPC}/package/2006/relationships"><Relationship Id="r1" Type="${OPC}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    'xl/worksheets/sheet1.xml': sheet,
  });
const sheetOf = (rows: string): string =>
  `${XML}<worksheet xmlns="${OPC}/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`;
const cells = (csv: string): string =>
  csv
    .replace('\uFEFF', '')
    .trim()
    .split('\r\n')
    .map(
      (line) =>
        `<row>${line
          .split(',')
          .map((c) => `<c t="inlineStr"><is><t>${c}</t></is></c>`)
          .join('')}</row>`,
    )
    .join('');

/** As a Chinese Excel writes: two bytes a character, found by decoding them all. */
function gb18030(text: string): Buffer {
  const decoder = new TextDecoder('gb18030');
  const bytes = new Map<string, number[]>();
  for (let a = 0x81; a <= 0xfe; a++) {
    for (let b = 0x40; b <= 0xfe; b++) if (b !== 0x7f) bytes.set(decoder.decode(Uint8Array.of(a, b)), [a, b]);
  }
  return Buffer.from(Array.from(text, (c) => (c < '\x80' ? [c.charCodeAt(0)] : bytes.get(c)!)).flat());
}

function expectFailed(done: ImportState, code: string): void {
  expect(done).toMatchObject({ state: 'failed', problem: { code }, rows: { accepted: 0 } });
  expect(done.problem?.message).toMatch(/请/); // it says what to do
}
const refusalsOf = async (done: ImportState): Promise<string[]> =>
  String((await stack.get(`/api/v1/imports/${done.id}/refusals.csv`, { token: stack.token })).body)
    .trim()
    .split('\r\n')
    .slice(1);

describe('a file that cannot be read to its end changes nothing', () => {
  let before: number;
  beforeAll(async () => {
    await stack.bringIn('teams', newTeams(KNOWN));
    await stack.until(5_000, 'counted', async () => (await stack.report(2022)).teams === KNOWN);
    before = KNOWN;
  });
  afterAll(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await stack.report(2022)).teams).toBe(before);
  });

  test('a wrong header: the column that is missing is named', async () => {
    const done = await stack.bringIn('teams', newTeams().replace('成立日期', '成立时间'));
    expectFailed(done, 'header_column_missing');
    expect(done.problem).toMatchObject({ column: '成立日期', message: expect.stringContaining('成立日期') });
  });

  test('a file of another kind', async () =>
    expectFailed(await stack.bringIn('teams', divisionsCsv()), 'header_column_missing'));

  test('a broken gzip', async () => {
    const packed = gzipSync(newTeams(2_000));
    packed[packed.length - 6] = packed[packed.length - 6]! ^ 0xff; // its checksum, which comes last
    expectFailed(await stack.bringIn('teams', packed), 'FILE.GZIP_BROKEN');
  });

  test('half a gzip', async () => {
    const packed = gzipSync(newTeams(2_000));
    expectFailed(await stack.bringIn('teams', packed.subarray(0, packed.length >> 1)), 'FILE.GZIP_BROKEN');
  });

  test('half a workbook', async () => {
    const whole = workbook(Buffer.from(sheetOf(cells(newTeams(500)))));
    expectFailed(await stack.bringIn('teams', whole.subarray(0, whole.length >> 1)), 'FILE.WORKBOOK_BROKEN');
  });

  test('an old .xls', async () => {
    const xls = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096)]);
    expectFailed(await stack.bringIn('teams', xls), 'FILE.OLD_WORKBOOK');
  });

  test('a workbook that unpacks to very much more than it is', async () => {
    const [head, tail] = sheetOf(`${cells(newTeams())}<row/>`).split('<row/>');
    const bomb = workbook(
      Buffer.concat([Buffer.from(head!), Buffer.alloc(96 << 20, `<row${' '.repeat(122)}/>`), Buffer.from(tail!)]),
    );
    expect(bomb.length).toBeLessThan(1 << 20);
    expectFailed(await stack.bringIn('teams', bomb), 'FILE.BOMB');
  });

  test('100 MB of one line, told by its row', async () => {
    const boundary = randomUUID();
    function* parts(): Generator<Uint8Array> {
      yield Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`);
      yield Buffer.from(newTeams());
      const piece = Buffer.alloc(1 << 20, '一二三四五六七八九十,');
      for (let i = 0; i < 100; i++) yield piece;
      yield Buffer.from(`\r\n--${boundary}--\r\n`);
    }
    const answer = await stack.post('/api/v1/imports/teams', {
      token: stack.token,
      body: ReadableStream.from(parts()),
      headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    });
    expect(answer.status).toBe(202);
    const done = await stack.imported(answer.body.id as string, 120_000);
    expectFailed(done, 'FILE.ROW_TOO_LONG');
    expect(done.problem).toMatchObject({ row: 7, message: expect.stringContaining('7') });
  }, 240_000);

  test('an empty file, and a header alone', async () => {
    expectFailed(await stack.bringIn('teams', '\uFEFF\r\n'), 'FILE.EMPTY');
    expect(await stack.bringIn('teams', newTeams(0))).toMatchObject({ state: 'succeeded', rows: { total: 0 } });
  });

  test('a dry run, though it says what would become of the rows', async () => {
    const file = newTeams();
    const dry = await stack.bringIn('teams', file, { dryRun: true });
    expect(dry).toMatchObject({ state: 'succeeded', dryRun: true, rows: { total: 5, accepted: 5, unchanged: 0 } });
    expect((await stack.report(2022)).teams).toBe(before);
    expect(await stack.bringIn('teams', file)).toMatchObject({ rows: { accepted: 5, unchanged: 0 } });
    before += 5;
  });

  test('and imports are listed, the newest first', async () => {
    const { id } = await stack.bringIn('teams', newTeams(0));
    const { status, body } = await stack.get('/api/v1/imports?limit=2', { token: stack.token });
    expect(status).toBe(200);
    expect(body.imports).toMatchObject([{ id, kind: 'teams', state: 'succeeded' }, { state: 'succeeded' }]);
    expect((await stack.get('/api/v1/imports?limit=0', { token: stack.token })).status).toBe(400);
  });

  test('of one kind too', async () => {
    const list = async (kind: string) => stack.get(`/api/v1/imports?kind=${kind}`, { token: stack.token });
    const kinds = ((await list('divisions')).body.imports as { kind: string }[]).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['divisions']));
    expect((await list('grids')).body.imports).toEqual([]);
    expect((await list('houses')).status).toBe(400);
  });

  test('a request without a file', async () => {
    expect(await stack.post('/api/v1/imports/teams', { token: stack.token, body: new FormData() })).toMatchObject({
      status: 400,
    });
    expect(await stack.post('/api/v1/imports/teams', { token: stack.token, json: {} })).toMatchObject({ status: 400 });
    expect((await stack.upload('mayors', newTeams())).status).toBe(400);
  });
});

describe('a bad row is refused alone', () => {
  test('the last one, where the file was cut short', async () => {
    const done = await stack.bringIn('teams', newTeams(10).slice(0, -14));
    expect(done).toMatchObject({ state: 'succeeded', rows: { total: 10, accepted: 9, refused: 1 } });
    expect((await refusalsOf(done))[0]).toMatch(/^11,.*row_cut_short/);
  });

  test('one whose number Excel turned into 4.31E+17: row, column and what to do are told, the name is not', async () => {
    const file = volunteersCsv(['V1', 'V2', 'V3']).replace('02,HV2', '01,4.31E+17');
    const done = await stack.bringIn('volunteers', file);
    expect(done).toMatchObject({ state: 'succeeded', rows: { total: 3, accepted: 2, refused: 1 } });
    const [row, ...more] = await refusalsOf(done);
    expect(row).toMatch(/^3,证件号码,[^,]*,number_damaged_by_excel,.*文本/);
    expect(row).not.toContain('志愿者V2');
    expect(more).toEqual([]);
  });

  test('both rows of a number with differing content', async () => {
    const file = volunteersCsv(['V11', 'V12', 'V11']).replace('志愿者V11', '另一人');
    const done = await stack.bringIn('volunteers', file);
    expect(done).toMatchObject({ rows: { total: 3, accepted: 1, refused: 2 }, refusalsByCode: { number_repeated: 2 } });
  });
});

describe('a good file', () => {
  test('in GB18030 is read as what it says', async () => {
    const file = volunteersCsv(['V21'], { 姓名: '张三丰', 政治面貌: '群众' });
    expect(await stack.bringIn('volunteers', gb18030(file.slice(1)))).toMatchObject({
      state: 'succeeded',
      rows: { accepted: 1 },
    });
    // The same row in UTF-8 is the same row.
    expect(await stack.bringIn('volunteers', file)).toMatchObject({ rows: { accepted: 0, unchanged: 1 } });
  });

  test('is the same packed, as a workbook and as CSV', async () => {
    const file = newTeams();
    expect(await stack.bringIn('teams', workbook(Buffer.from(sheetOf(cells(file)))))).toMatchObject({
      rows: { accepted: 5 },
    });
    expect(await stack.bringIn('teams', gzipSync(file))).toMatchObject({ rows: { accepted: 0, unchanged: 5 } });
  });

  test('twice, also at the same time, changes nothing the second time', async () => {
    const file = newTeams(500);
    const both = await Promise.all([stack.bringIn('teams', file), stack.bringIn('teams', file)]);
    expect(both.map((b) => b.state)).toEqual(['succeeded', 'succeeded']);
    expect(both.map((b) => b.rows.accepted).sort()).toEqual([0, 500]);
    expect(both.map((b) => b.rows.unchanged).sort()).toEqual([0, 500]);
  });
});
