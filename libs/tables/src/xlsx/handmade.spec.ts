import { describe, expect, it } from '@jest/globals';
import { crc32, deflateRawSync } from 'node:zlib';
import { type TableRow } from '../cells.js';
import { UnreadableFile } from '../errors.js';
import { type Limits } from '../limits.js';
import { readTable } from '../read-table.js';
import { memorySource } from '../source.js';

interface Part {
  readonly name: string;
  readonly content: string | Buffer;
  readonly stored?: boolean;
  /** What the directory says instead of the truth. */
  readonly lie?: {
    readonly size?: number;
    readonly packed?: number;
    readonly crc?: number;
    readonly flags?: number;
    readonly method?: number;
  };
}

/** A ZIP archive, by hand, so that it can lie. */
function zip(parts: readonly Part[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored, lie } of parts) {
    const bytes = Buffer.from(content as string);
    const data = stored ? bytes : deflateRawSync(bytes);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(lie?.flags ?? 0, 8);
    entry.writeUInt16LE(lie?.method ?? (stored ? 0 : 8), 10);
    entry.writeUInt32LE(lie?.crc ?? crc32(bytes), 16);
    entry.writeUInt32LE(lie?.packed ?? data.length, 20);
    entry.writeUInt32LE(lie?.size ?? bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, Buffer.from(name));
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(name.length, 26);
    files.push(local, Buffer.from(name), data);
    offset += 30 + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, end]);
}

const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const INDEX = '<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>';
const RELATIONS = `<Relationships>
  <Relationship Id="rId1" Type="${TYPES}/worksheet" Target="worksheets/sheet1.xml"/>
  <Relationship Id="rId2" Type="${TYPES}/sharedStrings" Target="/xl/sharedStrings.xml"/>
  <Relationship Id="rId3" Type="${TYPES}/styles" Target="styles.xml"/></Relationships>`;
const HEADER =
  '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1" t="inlineStr"><is><t>乙</t></is></c></row>';
const STYLES =
  '<styleSheet><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="32"/></cellXfs></styleSheet>';
const sheetOf = (rows: string) => `<worksheet><sheetData>${HEADER}${rows}</sheetData></worksheet>`;

interface Contents {
  readonly sheet?: string | Buffer;
  readonly texts?: string;
  readonly index?: string;
  readonly relations?: string;
  readonly more?: readonly Part[];
  readonly lie?: Part['lie'];
}

function workbook({
  sheet = sheetOf(''),
  texts = '<sst/>',
  index = INDEX,
  relations = RELATIONS,
  more = [],
  lie,
}: Contents): Buffer {
  return zip([
    { name: 'xl/workbook.xml', content: index, stored: true },
    { name: 'xl/_rels/workbook.xml.rels', content: relations },
    { name: 'xl/worksheets/sheet1.xml', content: sheet, ...(lie === undefined ? {} : { lie }) },
    { name: 'xl/SharedStrings.xml', content: texts },
    { name: 'xl/styles.xml', content: STYLES },
    ...more,
  ]);
}

async function read(bytes: Buffer, limits?: Partial<Limits>): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const some of readTable(memorySource(bytes), limits)) rows.push(...some);
  return rows;
}

const cellsOf = async (rows: string, more: Contents = {}) =>
  (await read(workbook({ sheet: sheetOf(rows), ...more }))).slice(1).map(({ cells }) => cells);

const refusal = (bytes: Buffer, limits?: Partial<Limits>): Promise<unknown> =>
  read(bytes, limits).then(
    () => 'readable',
    (error: unknown) => (error instanceof UnreadableFile ? { code: error.code, ...error.details } : error),
  );

describe('a sheet', () => {
  it('may leave out the places of rows and cells', async () => {
    expect(await read(workbook({ sheet: sheetOf('<row/><row><c><v>1</v></c><c><v>2</v></c></row>') }))).toEqual([
      { row: 1, cells: ['甲', '乙'] },
      { row: 3, cells: ['1', '2'] },
    ]);
  });

  it('takes shared texts without their phonetic runs, with escapes, entities and CDATA', async () => {
    const texts =
      '<sst><si><r><t>東</t></r><r><t xml:space="preserve">京 </t></r><rPh sb="0" eb="1"><t>とう</t></rPh></si>' +
      '<si><t>a_x000A_b_x005F_x000A_</t></si><si><t>&lt;&#x7532;&amp;</t></si><si><t><![CDATA[<x>]]></t></si><si/></sst>';
    const cell = (number: number) => `<row><c t="s"><v>${number}</v></c><c><v>1</v></c></row>`;
    expect(await cellsOf([0, 1, 2, 3, 4].map(cell).join(''), { texts })).toEqual([
      ['東京', '1'],
      ['a\nb_x000A_', '1'],
      ['<甲&', '1'],
      ['<x>', '1'],
      ['', '1'],
    ]);
  });

  it('finds every one of many shared texts, long and short', async () => {
    const words = Array.from({ length: 9000 }, (_, at) => (at % 100 === 7 ? '签'.repeat(10_000 + at) : `w${at}`));
    const texts = `<sst>${words.map((word) => `<si><t>${word}</t></si>`).join('')}</sst>`;
    const order = words.map((_, at) => (at * 4241) % words.length);
    const rows = order.map((at) => `<row><c t="s"><v>${at}</v></c></row>`).join('');
    expect((await cellsOf(rows, { texts })).map(([cell]) => cell)).toEqual(order.map((at) => words[at]));
  });

  it('takes ISO dates, formula texts, and built-in formats', async () => {
    expect(
      await cellsOf(
        '<row><c t="d"><v>2020-08-02</v></c><c t="d"><v>2020-08-02T17:42:35.9</v></c></row>' +
          '<row><c t="d"><v>2020-02-30</v></c><c t="d"><v>2020-08-02T17:42:35Z</v></c></row>' +
          '<row><c s="1"><v>44045</v></c><c s="2"><v>44045.7379050926</v></c></row>' +
          '<row><c s="3"><v>0.4375</v></c><c t="str"><f>A1&amp;"x"</f><v>甲x</v></c></row>',
      ),
    ).toEqual([
      [
        { kind: 'date', date: '2020-08-02', time: '00:00:00', showsTime: false },
        { kind: 'date', date: '2020-08-02', time: '17:42:35', showsTime: true },
      ],
      ['2020-02-30', '2020-08-02T17:42:35Z'],
      [
        { kind: 'date', date: '2020-08-02', time: '00:00:00', showsTime: false },
        { kind: 'date', date: '2020-08-02', time: '17:42:35', showsTime: true },
      ],
      ['10:30:00', '甲x'],
    ]);
  });

  it('may carry prefixes on all of its names', async () => {
    const sheet =
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>';
    expect(await read(workbook({ sheet }))).toEqual([{ row: 1, cells: ['1'] }]);
  });

  it('has empty cells beyond the header for nothing', async () => {
    expect(await read(workbook({ sheet: sheetOf('<row><c><v>1</v></c><c r="XFD2" s="1"/></row>') }))).toHaveLength(2);
    const far = '<row><c><v>1</v></c><c r="XFD2"><v>2</v></c></row>';
    expect((await read(workbook({ sheet: sheetOf(far) })))[1]).toEqual({ row: 2, cells: ['1', ''], tooLong: true });
  });
});

describe('a workbook that is none or not whole', () => {
  const BROKEN = { code: 'FILE.WORKBOOK_BROKEN' };

  it.each([
    [
      'another ZIP',
      zip([{ name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet', stored: true }]),
      { code: 'FILE.OTHER_ZIP' },
    ],
    ['no relations', zip([{ name: 'xl/workbook.xml', content: INDEX }]), BROKEN],
    ['no such sheet', workbook({ relations: RELATIONS.replace('sheet1.xml', 'sheet2.xml') }), BROKEN],
    ['all hidden', workbook({ index: INDEX.replace('name', 'state="hidden" name') }), { code: 'FILE.NO_SHEET' }],
    ['a chart', workbook({ relations: RELATIONS.replace('/worksheet"', '/chartsheet"') }), { code: 'FILE.NO_SHEET' }],
    [
      'no cells',
      workbook({ sheet: '<worksheet><sheetData><row/></sheetData></worksheet>' }),
      { code: 'FILE.NO_SHEET' },
    ],
    ['XML cut off', workbook({ sheet: sheetOf('').slice(0, -12) }), BROKEN],
    ['no XML', workbook({ sheet: 'Lorem ipsum' }), BROKEN],
    ['no UTF-8', workbook({ sheet: Buffer.from(sheetOf(''), 'utf16le') }), BROKEN],
    [
      'a text that is not there',
      workbook({ sheet: sheetOf('<row><c t="s"><v>0</v></c></row>') }),
      { ...BROKEN, row: 2, columnNumber: 1 },
    ],
    [
      'a text of negative number',
      workbook({ sheet: sheetOf('<row><c t="s"><v>-1</v></c></row>') }),
      { ...BROKEN, row: 2, columnNumber: 1 },
    ],
    ['rows out of order', workbook({ sheet: sheetOf('<row r="5"/><row r="4"/>') }), BROKEN],
    ['a row beyond the last', workbook({ sheet: sheetOf('<row r="1048577"/>') }), BROKEN],
    ['a column beyond the last', workbook({ sheet: sheetOf('<row><c r="XFE2"/></row>') }), BROKEN],
    ['a cell twice', workbook({ sheet: sheetOf('<row><c r="B2"/><c r="B2"/></row>') }), BROKEN],
    ['a part twice', workbook({ more: [{ name: 'XL/workbook.xml', content: INDEX }] }), BROKEN],
    ['a wrong checksum', workbook({ lie: { crc: 1 } }), BROKEN],
    ['encryption', workbook({ lie: { flags: 1 } }), BROKEN],
    ['another compression', workbook({ lie: { method: 12 } }), BROKEN],
  ])('is refused: %s', async (_, bytes, expected) => expect(await refusal(bytes)).toMatchObject(expected));

  it('is refused wherever it is cut off or damaged, or read as it was', async () => {
    const whole = workbook({ sheet: sheetOf('<row><c><v>1</v></c></row>') });
    const rows = await read(whole);
    for (let length = 4; length < whole.length; length += 3) {
      expect([length, await refusal(whole.subarray(0, length))]).toMatchObject([length, BROKEN]);
    }
    for (let at = 4; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = damaged[at]! ^ 0xff;
      const result = await read(damaged).catch((error: unknown) => error);
      if (result instanceof UnreadableFile) continue;
      // A styles part that is not found or a time of day in a header that nobody reads change nothing.
      expect([at, result]).toEqual([at, rows]);
    }
  }, 60_000);
});

describe('a workbook that means harm', () => {
  const MiB = 2 ** 20;
  const BROKEN = { code: 'FILE.WORKBOOK_BROKEN' };

  it('is stopped when it unpacks to too much', async () => {
    const sheet = sheetOf(`<row><c><v>${' '.repeat(1000)}1</v></c></row>`.repeat(8000));
    expect(await refusal(workbook({ sheet }), { ratioFrom: MiB })).toMatchObject({ code: 'FILE.BOMB', limit: 200 });
    expect(await refusal(workbook({ sheet }), { unpackedBytes: 4 * MiB })).toMatchObject({ code: 'FILE.TOO_LARGE' });
    expect(await refusal(workbook({ sheet }))).toBe('readable');
  });

  it('counts all of its parts together', async () => {
    const texts = `<sst>${'<si><t>x</t></si>'.repeat(100_000)}</sst>`;
    const sheet = sheetOf('<row><c><v>1</v></c></row>'.repeat(60_000));
    const total = texts.length + sheet.length;
    expect(await refusal(workbook({ sheet, texts }), { unpackedBytes: total })).toMatchObject({
      code: 'FILE.TOO_LARGE',
    });
    expect(await refusal(workbook({ sheet, texts }), { unpackedBytes: total + 10_000 })).toBe('readable');
  });

  it('may not lie about its sizes', async () => {
    const sheet = sheetOf('<row><c><v>1</v></c></row>'.repeat(1000));
    for (const lie of [{ size: 10 }, { size: 1e9 }, { packed: 10 }, { packed: 1e9 }]) {
      expect(await refusal(workbook({ sheet, lie }))).toMatchObject(BROKEN);
    }
  });

  it('may not have too many entries', async () => {
    const more = Array.from({ length: 100 }, (_, at) => ({ name: `f${at}`, content: '' }));
    expect(await refusal(workbook({ more }), { zipEntries: 50 })).toMatchObject({ code: 'FILE.BOMB' });
  });

  it.each([
    [
      'an entity bomb',
      `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${sheetOf('<row><c><v>&b;</v></c></row>')}`,
    ],
    ['an entity of its own', sheetOf('<row><c><v>&b;</v></c></row>')],
    ['an outside document type', `<!DOCTYPE x SYSTEM "file:///etc/passwd">${sheetOf('')}`],
    ['deep nesting', sheetOf('<a>'.repeat(65) + '</a>'.repeat(65))],
    ['an endless comment', sheetOf(`<!-- ${'<x '.repeat(2 * MiB)}-->`)],
    ['an endless tag', sheetOf(`<row a="${'x'.repeat(2 * MiB)}"/>`)],
    ['an endless document type', `<!DOCTYPE x [${'<!-- x -->'.repeat(MiB)}]>${sheetOf('')}`],
    ['endless text outside of cells', sheetOf(`<row>${'x'.repeat(20 * MiB)}</row>`)],
  ])('is refused with %s', async (_, sheet) => expect(await refusal(workbook({ sheet }))).toMatchObject(BROKEN));

  it('may not have endless cells, columns or texts', async () => {
    const long = 'x'.repeat(32_768);
    const text = (content: string) => `<row><c t="str"><v>${content}</v></c></row>`;
    expect(await refusal(workbook({ sheet: sheetOf(text(long)) }))).toEqual({
      code: 'FILE.CELL_TOO_LONG',
      row: 2,
      columnNumber: 1,
    });
    expect(await refusal(workbook({ sheet: sheetOf(text(long.slice(1))) }))).toBe('readable');
    const runs = `<sst><si>${`<r><t>${long.slice(5)}</t></r>`.repeat(2)}</si></sst>`;
    expect(await refusal(workbook({ texts: runs }))).toMatchObject({ code: 'FILE.CELL_TOO_LONG' });
    const wide = `<worksheet><sheetData><row>${'<c><v>1</v></c>'.repeat(501)}</row></sheetData></worksheet>`;
    expect(await refusal(workbook({ sheet: wide }))).toMatchObject({ code: 'FILE.TOO_MANY_COLUMNS', row: 1 });
    const many = `<sst>${'<si><t>abcdefg</t></si>'.repeat(1000)}</sst>`;
    expect(await refusal(workbook({ texts: many }), { sharedTextBytes: 7000 })).toMatchObject({
      code: 'FILE.TOO_MANY_TEXTS',
    });
    expect(await refusal(workbook({ texts: many }), { sharedTextBytes: 8000 })).toBe('readable');
  });
});
