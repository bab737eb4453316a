import { gzipSync } from 'node:zlib';
import type { Random } from '../../apps/county/src/demo/prng.js';

type Row = readonly string[];

/** White space and zero-width characters that people and programs leave in cells. */
const SPACES = [' ', '\t', '\u3000', '\u00a0', '\u2003', '\u2029', '\u0085'];
const ZERO_WIDTH = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff'];

/** How often a cell of a kind becomes untidy: never where figures are asked for by it. */
const SHARE = { divisions: 0, volunteers: 0.012, teams: 0.02, sessions: 0.012, attendance: 0.012 } as const;
export type Kind = keyof typeof SHARE;
export const KINDS = Object.keys(SHARE) as Kind[];

const isTime = (name: string) => name.endsWith('时间');
const isDate = (name: string) => name.endsWith('日期');

const wide = (text: string): string => text.replace(/[!-~]/gu, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

/** A date written in another way, or another date, or none. */
function untidyDate(random: Random, cell: string): string {
  const [, year = '', month = '', day = '', rest = ''] = /^(\d{4})-(\d{2})-(\d{2})(.*)$/u.exec(cell) ?? [];
  if (year === '') return cell;
  return random.pick([
    () => `${year}/${month}/${day}${rest}`,
    () => `${year}-${Number(month)}-${Number(day)}${rest}`,
    () => `${year}/${Number(month)}-${Number(day)}${rest}`,
    () => `${year}-02-30${rest}`,
    () => `${year}.${month}.${day}${rest}`,
    () => `${year}年${Number(month)}月${Number(day)}日${rest}`,
    () => wide(cell),
    () => `${year}-${month}${rest}`,
    () => `${Number(year) + random.pick([-1, 1])}-${month}-${day}${rest}`,
    () => `${year.slice(2)}-${month}-${day}${rest}`,
    () => `2020-02-29${rest}`,
    () => `${cell}${random.pick(SPACES)}`,
  ])();
}

/** A time written in another way, or another time, or none. */
function untidyTime(random: Random, cell: string): string {
  const [, date = '', minute = '', second = ''] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):(\d{2})/u.exec(cell) ?? [];
  if (date === '') return cell;
  const time = `${minute}:${second}`;
  return random.pick([
    () => `${date} ${time}`,
    () => `${date} ${minute}`,
    () => `${date}T${time}.999+08:00`,
    () => `${date}T${time}.1234567890123Z`,
    () => `${date}T${time}Z`,
    () => `${date}T${time}z`,
    () => `${date}T${time}+0800`,
    () => `${date}T${time}-05:30`,
    () => `${date}T${time}+14:00`,
    () => `${date}T${time}+25:00`,
    () => `${date} ${time} +08:00`,
    () => `${date}  ${time}`,
    () => `${date}\u3000${time}`,
    () => `${date}t${time}`,
    () => `${date}T${time},5+08:00`,
    () => `${date}T24:00:00`,
    () => `${date}T${minute}:60`,
    () => date,
    () => untidyDate(random, cell),
  ])();
}

/** Another text, or the same with something in it that does not show. */
function untidyText(random: Random, cell: string): string {
  return random.pick([
    () => '',
    () => random.pick(SPACES) + cell + random.pick(SPACES),
    () => cell.slice(0, 1) + random.pick(ZERO_WIDTH) + cell.slice(1),
    () => random.pick(ZERO_WIDTH) + cell,
    () => cell.slice(0, 2) + random.pick(SPACES) + cell.slice(2),
    () => wide(cell),
    () => cell.toLowerCase(),
    () => cell.toUpperCase(),
    () => cell.slice(0, -1),
    () => cell + cell.slice(-1),
    () => `"${cell}`,
    () => `${cell}\n`,
    () => cell.normalize('NFD'),
    () => cell + random.pick(['é', '①', 'ﬁ', '㎏', 'Ａ', '0', 'x', 'X']),
  ])();
}

const untidyCount = (random: Random, cell: string): string =>
  random.pick(['12.0', '1e2', '１２', '-1', '1,000', ' 7 ', '007', '', '+5', '12人', `${cell}0`]);

function untidyCell(random: Random, name: string, cell: string, others: () => string): string {
  if (isTime(name)) return untidyTime(random, cell);
  if (isDate(name) && random.chance(0.8)) return untidyDate(random, cell);
  if (random.chance(0.35)) return others();
  return name === '覆盖群众' ? untidyCount(random, cell) : untidyText(random, cell);
}

/** What else may stand in a file beside a row: it again, as it was before, with one cell of another row, too short, too long, or nothing. */
function beside(random: Random, before: Row, after: Row, others: (column: number) => string): string[][] {
  const column = random.int(before.length);
  const chances: [number, () => string[]][] = [
    [0.01, () => [...after]],
    [0.01, () => [...before]],
    [0.01, () => before.with(column, others(column))],
    [0.002, () => after.slice(0, column + 1)],
    [0.002, () => [...after, '多']],
    [0.002, () => before.map(() => '')],
    [0.002, () => []],
  ];
  let drawn = random.float();
  for (const [chance, row] of chances) {
    drawn -= chance;
    if (drawn < 0) return [row()];
  }
  return [];
}

/**
 * A file like those that offices hand over: columns in another order, cells written in other ways, wrong, copied from other rows, rows twice
 * and rows cut. The same generator gives the same bytes.
 */
export function untidy(random: Random, kind: Kind, header: Row, rows: readonly Row[]): Buffer {
  const others = (column: number) => random.pick(rows)[column] ?? '';
  const made = rows.flatMap((before) => {
    const after = before.map((cell, i) =>
      random.chance(SHARE[kind]) ? untidyCell(random, header[i] ?? '', cell, () => others(i)) : cell,
    );
    return [after, ...(kind === 'divisions' ? [] : beside(random, before, after, others))];
  });
  const order = random.shuffle(header.map((_, i) => i));
  const further = random.chance(0.4) ? ['其他'] : [];
  const all = [
    [...order.map((i) => header[i] ?? ''), ...further],
    ...random
      .shuffle(made)
      .map((row) =>
        row.length < header.length
          ? row
          : [
              ...order.map((i) => row[i] ?? ''),
              ...further.map(() => random.pick(['甲', '乙'])),
              ...row.slice(header.length),
            ],
      ),
  ];
  const isQuoted = random.chance(0.5);
  const lineEnd = random.pick(['\n', '\r\n']);
  const cellOf = (cell: string) => (isQuoted || /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const text = all.map((row) => row.map(cellOf).join(',') + lineEnd).join('');
  const bytes = Buffer.from((random.chance(0.5) ? '\ufeff' : '') + text);
  return random.chance(0.5) ? gzipSync(bytes) : bytes;
}
