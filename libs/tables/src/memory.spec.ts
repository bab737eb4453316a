import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transformFile } from '@swc/core';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';

/*
 * Measures real memory: the library reads tables of a million rows (CSV) and of 1.3 million different texts (XLSX) in a process of its own,
 * whose peak is asked of the operating system. Its heap is bounded, so that it dies where rows or texts pile up on it.
 */
const HEAP = ['--max-old-space-size=32', '--max-semi-space-size=16'];
const MOST_MB = 200;
const COLUMNS = 13;
/** Some seconds on an idle machine. */
const PATIENCE = 180_000;
const SOURCES = resolve('libs/tables/src');
let folder = '';

/** Reads the file named in `file`, or what `bytes()` makes, and says what came of it. */
const READER = `
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { readTable } from './src/index.js';
const [kind, path, count] = process.argv.slice(2);
const file = { size: kind === 'file' ? statSync(path).size : 1, read: (start = 0, end = Infinity) => createReadStream(path, { start, end: end - 1 }) };
const header = '记录编号,场次编号,志愿者编号,类型,发生时间,接收时间,方式,设备,录入人,审核人,原记录编号,备注,序号\\r\\n';
const made = { size: 1, async *read(start = 0, end = Infinity) {
  yield Buffer.from('\\ufeff' + header);
  if (end < 1000) return;
  for (let at = 0; at < count; ) {
    let text = '';
    for (const stop = at + 500; at < stop; at++) {
      const id = (Math.imul(at, 2654435761) >>> 0).toString(16).padStart(8, '0');
      text += id + '-ab38-4f0a-8d11-' + id + 'fba7,S43092220200' + at % 999 + ',V4309220' + at + ',签退,2020-08-02T17:42:35+08:00,2020-08-02T17:42:54+08:00,定位,D141,"黎芝芳",,,,' + at + '\\r\\n';
    }
    yield Buffer.from(text);
  }
} };
let rows = 0;
let last;
const begun = performance.now();
for await (const some of readTable(kind === 'file' ? file : made)) { rows += some.length; last = some.at(-1); }
const seconds = (performance.now() - begun) / 1000;
// Linux hands the peak of maxRSS on from the process that started this one, so there the peak of this process's own memory is asked for.
const own = process.platform === 'linux' ? /^VmHWM:\\s+(\\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1] : process.resourceUsage().maxRSS;
console.log(JSON.stringify({ rows, last, perSecond: Math.round(rows / seconds), megabytes: Math.round(own / 1024) }));
`;

interface Reading {
  readonly rows: number;
  readonly last: { readonly row: number; readonly cells: readonly string[] };
  readonly perSecond: number;
  readonly megabytes: number;
}

async function reading(...args: string[]): Promise<Reading> {
  const { stdout } = await promisify(execFile)(process.execPath, [...HEAP, join(folder, 'reader.mjs'), ...args]);
  return JSON.parse(stdout) as Reading;
}

/** A workbook in which every cell has a text of its own, in parts that are not compressed. */
async function writeWorkbook(path: string, rows: number): Promise<void> {
  const file = createWriteStream(path);
  const directory: Buffer[] = [];
  let offset = 0;
  const write = async (bytes: Buffer) => {
    offset += bytes.length;
    if (!file.write(bytes)) await once(file, 'drain');
  };
  const part = async (name: string, pieces: () => Iterable<string>) => {
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(name.length, 26);
    await write(Buffer.concat([local, Buffer.from(name)]));
    const begin = offset;
    let sum = 0;
    for (const piece of pieces()) {
      sum = crc32(piece, sum);
      await write(Buffer.from(piece));
    }
    entry.writeUInt32LE(sum, 16);
    entry.writeUInt32LE(offset - begin, 20);
    entry.writeUInt32LE(offset - begin, 24);
    directory.push(entry, Buffer.from(name));
  };
  const types = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  await part('xl/workbook.xml', () => [
    '<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="s"/></sheets></workbook>',
  ]);
  await part('xl/_rels/workbook.xml.rels', () => [
    `<Relationships><Relationship Id="s" Type="${types}/worksheet" Target="sheet.xml"/>`,
    `<Relationship Id="t" Type="${types}/sharedStrings" Target="texts.xml"/></Relationships>`,
  ]);
  await part('xl/sheet.xml', function* () {
    yield '<worksheet><sheetData>';
    for (let row = 0; row < rows; row++) {
      const cells = Array.from({ length: COLUMNS }, (_, at) => `<c t="s"><v>${row * COLUMNS + at}</v></c>`);
      yield `<row>${cells.join('')}</row>`;
    }
    yield '</sheetData></worksheet>';
  });
  await part('xl/texts.xml', function* () {
    yield '<sst>';
    for (let at = 0; at < rows * COLUMNS; at++) yield `<si><t>text ${at}</t></si>`;
    yield '</sst>';
  });
  const begin = offset;
  await write(Buffer.concat(directory));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(4, 8);
  end.writeUInt16LE(4, 10);
  end.writeUInt32LE(offset - begin, 12);
  end.writeUInt32LE(begin, 16);
  await write(end);
  file.end();
  await once(file, 'close');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tables-'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'reader.mjs'), READER);
  for (const name of await readdir(SOURCES, { recursive: true })) {
    if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
    const { code } = await transformFile(join(SOURCES, name), {
      swcrc: false,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
      module: { type: 'es6' },
    });
    const target = join(folder, 'src', name.replace(/ts$/, 'js'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, code);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('memory', () => {
  it(
    'does not grow with the rows of a CSV: a million of 13 columns',
    async () => {
      const { rows, last, perSecond, megabytes } = await reading('made', '', '1000000');
      expect(rows).toBe(1_000_001);
      expect(last.cells[12]).toBe('999999');
      expect(megabytes).toBeLessThan(MOST_MB);
      // An idle machine does forty times that: only a reader that has become slow by an order of magnitude fails here.
      expect(perSecond).toBeGreaterThan(10_000);
    },
    PATIENCE,
  );

  it(
    'holds the different texts of a workbook in little more than their bytes: 100,000 rows of 13',
    async () => {
      const path = join(folder, 'texts.xlsx');
      await writeWorkbook(path, 100_000);
      const { rows, last, megabytes } = await reading('file', path);
      expect(rows).toBe(100_000);
      expect(last.cells[12]).toBe('text 1299999');
      expect(megabytes).toBeLessThan(MOST_MB);
    },
    PATIENCE,
  );
});
