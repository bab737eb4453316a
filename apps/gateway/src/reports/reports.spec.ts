import type { RecognitionReport, YearReport } from '#contracts';
import { keysOf, type Language, LANGUAGES, translate } from '#i18n';
import { describe, expect, it } from '@jest/globals';
import { parse as parseCsv } from 'csv-parse/sync';
import exceljs from 'exceljs';
import { reportCsv } from './report-csv.js';
import { disposition } from './report-file-name.js';
import { BREAKDOWNS, reportSheets } from './report-sheets.js';
import { reportXlsx } from './report-xlsx.js';
import { yearAndFormat } from './year-and-format.js';

const at = { sessions: 2, personTimes: 1234, participants: 30, minutes: 70_001, covered: 5678 };
const of = { personTimes: 12, participants: 10, minutes: 100 };

const report: YearReport = {
  year: 2022,
  division: '430922',
  divisionName: '桃江县',
  asOf: Date.UTC(2023, 0, 3, 1, 2, 3),
  teams: 30,
  registeredVolunteers: 5356,
  sessions: 75,
  personTimes: 2863,
  participants: 1107,
  minutes: 349_241,
  covered: 42_987,
  verifiedPersonTimes: 790,
  sessionsWithOnlineCheckIn: 33,
  activeRate: 0.206684,
  byTownship: { '430922101': at, '430922102': { ...at, sessions: 0 }, '': at },
  byTeam: { T1: at, T2: at },
  byCategory: { '0003': at, '': at },
  byCampaign: { '=七彩,假期': at, '': at },
  byMonth: { '10': at, '01': at },
  byEvidence: { declared: of, attested: of, verified: of },
  byGender: { '1': of, '2': of, '3': of, '': of },
  byPoliticalStatus: { '13': of, '01': of, '15': of },
  byAgeBand: { '8-13': of, '60+': of, '<8': of, '': of },
  byHomeTownship: { '430922101': of },
  labels: { divisions: { '430922101': '桃花江镇' }, teams: { T1: '蓝天"救援"队' } },
};
const { year, division, divisionName, asOf } = report;
const recognised: RecognitionReport = {
  ...{ year, division, divisionName, asOf: asOf + 1_000 },
  ...{
    serviceMinutes: 349_241,
    minutesAtOnce: 340_000,
    minutesApprovedByParent: 5_000,
    minutesApprovedByCounty: 1_000,
  },
  ...{ minutesAwaitingParent: 2_000, minutesAwaitingCounty: 241, minutesRefused: 1_000 },
  ...{ personDays: 2_000, personDaysAwaitingParent: 7, personDaysAwaitingCounty: 3, personTimes: 2_863 },
  ...{ attendancesInFull: 2_000, attendedInFullShare: 0.698568, minutesWithInFull: 360_000 },
};
const everything: YearReport = { ...report, division: null, divisionName: null };
const village: YearReport = { ...report, activeRate: null };

async function workbookOf(of: YearReport, language: Language = 'zh'): Promise<exceljs.Workbook> {
  const workbook = new exceljs.Workbook();
  const written = await reportXlsx(reportSheets(of, recognised, language), translate(language, 'report.page'));
  await workbook.xlsx.load(written as unknown as ArrayBuffer);
  return workbook;
}

function valuesOf(workbook: exceljs.Workbook, title: string): unknown[][] {
  const rows: unknown[][] = [];
  workbook.getWorksheet(title)!.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
  return rows;
}

async function csvOf(of: YearReport, language: Language = 'zh'): Promise<string[][]> {
  let text = '';
  for await (const part of reportCsv(of, recognised, language)) text += part;
  return parseCsv(text, { bom: true });
}

describe("the year's report as a workbook", () => {
  it('has a sheet for the single figures, each breakdown and the definitions', async () => {
    const workbook = await workbookOf(report);
    expect(workbook.worksheets.map((w) => w.name)).toEqual(
      '总表 乡镇 队伍 服务类别 专项活动 月份 证据类别 性别 政治面貌 年龄段 居住乡镇 时长认定 口径'.split(' '),
    );
  });

  it('shows every single figure, hours from minutes and the rate as a percentage', async () => {
    const workbook = await workbookOf(report);
    const values = new Map(valuesOf(workbook, '总表').map((row) => [row[0], row[1]]));
    expect(Object.fromEntries(values)).toMatchObject({
      年度: 2022,
      区划: '桃江县',
      区划代码: '430922',
      数据截至: '2023-01-03 09:02:03',
      志愿服务队伍: 30,
      注册志愿者: 5356,
      活动场次: 75,
      参与人次: 2863,
      参与人数: 1107,
      服务分钟: 349_241,
      服务小时: 349_241 / 60,
      覆盖群众: 42_987,
      核验人次: 790,
      网上打卡活动: 33,
      活跃率: 0.206684,
    });
    const formats = new Map<unknown, string>();
    workbook.getWorksheet('总表')!.eachRow((row) => formats.set(row.getCell(1).value, row.getCell(2).numFmt));
    expect([formats.get('服务小时'), formats.get('活跃率'), formats.get('覆盖群众'), formats.get('年度')]).toEqual([
      '#,##0.00',
      '0.00%',
      '#,##0',
      '0',
    ]);
  });

  it('shows what becomes of the service minutes, with what is recognised in all, as of its own instant', async () => {
    const rows = valuesOf(await workbookOf(report), '时长认定');
    expect([rows[0]?.[0], rows[1]?.[0]]).toEqual([
      '桃江县2022年度志愿服务年报 · 时长认定',
      '数据截至 2023-01-03 09:02:04（北京时间）',
    ]);
    expect(rows.slice(3, 9)).toEqual([
      ['服务时长', 349_241, '分钟'],
      ['直接认定', 340_000, '分钟'],
      ['上级组织审批认定', 5_000, '分钟'],
      ['县级审批认定', 1_000, '分钟'],
      ['认定时长合计', 346_000, '分钟'],
      ['认定时长合计', 346_000 / 60, '小时'],
    ]);
    expect(rows.find((row) => row[0] === '全勤率')).toEqual(['全勤率', 0.698568, '全勤人次 ÷ 参与人次']);
    const without = reportSheets(report, { ...recognised, attendedInFullShare: null }, 'zh').at(-2);
    expect(without?.rows.find(([name]) => name?.value === '全勤率')?.[1]?.value).toBe('—');
  });

  it('has a title, a header that stays, and prints on A4', async () => {
    const sheet = (await workbookOf(report)).getWorksheet('乡镇')!;
    expect(sheet.getCell('A1').value).toBe('桃江县2022年度志愿服务年报 · 乡镇');
    expect(sheet.getCell('A3').font.bold).toBe(true);
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 3 });
    expect(sheet.pageSetup).toMatchObject({ paperSize: 9, fitToWidth: 1, fitToHeight: 0 });
  });

  it('names the rows, puts what is blank last and the distinct total below', async () => {
    const workbook = await workbookOf(report);
    const minutes = [70_001, 70_001 / 60];
    expect(valuesOf(workbook, '乡镇').slice(2, 7)).toEqual([
      ['代码', '名称', '活动场次', '人次', '参与人数', '服务分钟', '服务小时', '覆盖群众'],
      ['430922101', '桃花江镇', 2, 1234, 30, ...minutes, 5678],
      ['430922102', '', 0, 1234, 30, ...minutes, 5678],
      ['', '（未填）', 2, 1234, 30, ...minutes, 5678],
      ['合计', '', 75, 2863, 1107, 349_241, 349_241 / 60, 42_987],
    ]);
    const first = (title: string, columns: number) =>
      valuesOf(workbook, title)
        .slice(3, -2)
        .map((row) => row.slice(0, columns).join(' '));
    expect(first('服务类别', 1)).toEqual(['0003', '（未填）']);
    expect(first('专项活动', 1)).toEqual(['=七彩,假期', '（未填）']);
    expect(first('月份', 2)).toEqual(['01 1月', '10 10月']);
    expect(first('证据类别', 1)).toEqual(['verified', 'attested', 'declared']);
    expect(first('性别', 2)).toEqual(['1 男', '2 女', '3 （标准中没有的代码）', ' （未填）']);
    expect(first('政治面貌', 2)).toEqual(['01 中共党员', '13 群众', '15 （标准中没有的代码）']);
    expect(first('年龄段', 2)).toEqual(['<8 8岁以下', '8-13 8至13岁', '60+ 60岁及以上', ' （未填）']);
  });

  it('says that a rate is not given where there is none, and that without a division all are meant', async () => {
    const rate = valuesOf(await workbookOf(village), '总表').find((row) => row[0] === '活跃率');
    expect(rate?.[1]).toBe('—');
    expect(valuesOf(await workbookOf(everything), '总表').find((row) => row[0] === '区划')?.[1]).toBe('全部区划');
  });

  it.each(LANGUAGES)('has a text for everything in %s', (language) => {
    const texts = reportSheets(report, recognised, language).flatMap((s) => [
      s.title,
      s.heading,
      ...s.header,
      ...s.rows.flat().map((c) => c.value),
    ]);
    expect(
      texts.filter((text) => typeof text === 'string' && /^(report|codes|definition\w*)\.|\{\{/.test(text)),
    ).toEqual([]);
    expect(reportSheets(report, recognised, language).at(-1)?.rows).toHaveLength(keysOf('definitions').length);
    expect(keysOf('definitionTerms')).toEqual(keysOf('definitions'));
  });

  it('opens without rows, as of a year in which nothing was done', async () => {
    const empty = Object.fromEntries(BREAKDOWNS.map(({ key }) => [key, {}])) as unknown as YearReport;
    const workbook = await workbookOf({ ...report, ...empty });
    expect(valuesOf(workbook, '队伍')[3]?.[0]).toBe('合计');
  });
});

describe("the year's report as CSV", () => {
  it('has every figure and every cell', async () => {
    const rows = await csvOf(report);
    const [header, ...body] = rows;
    expect(header).toEqual([
      '分表',
      '代码',
      '名称',
      '活动场次',
      '人次',
      '参与人数',
      '服务分钟',
      '服务小时',
      '覆盖群众',
      '数值',
    ]);
    const found = new Map(body.map((row) => [`${row[0]} ${row[1]}`, row]));
    expect(found.size).toBe(body.length);
    const singles = Object.entries(report).flatMap(([key, value]) =>
      typeof value === 'object' ? [] : [[key, String(value)] as const],
    );
    for (const [field, value] of singles) {
      expect(found.get(`总表 ${field}`)?.at(-1)).toBe(field === 'asOf' ? '2023-01-03T09:02:03+08:00' : value);
    }
    expect(found.get('总表 hours')?.at(-1)).toBe('5820.68');
    let cells = 0;
    for (const { key } of BREAKDOWNS) {
      for (const [code, cell] of Object.entries<Partial<typeof at>>(report[key])) {
        const row = found.get(`${translate('zh', `report.sheet.${key}`)} ${code.startsWith('=') ? `'${code}` : code}`);
        const { sessions, personTimes, participants, minutes, covered } = cell;
        const hours = ((minutes ?? 0) / 60).toFixed(2);
        expect(row?.slice(3, 9)).toEqual(
          [sessions, personTimes, participants, minutes, hours, covered].map((v) => String(v ?? '')),
        );
        cells++;
      }
    }
    const { year: _, division: __, divisionName: ___, asOf: ____, ...figures } = recognised;
    for (const [field, value] of Object.entries(figures))
      expect(found.get(`时长认定 ${field}`)?.at(-1)).toBe(String(value));
    expect(found.get('时长认定 minutesRecognised')?.at(-1)).toBe('346000');
    expect(found.get('时长认定 hoursRecognised')?.at(-1)).toBe('5766.67');
    expect(body).toHaveLength(cells + singles.length + 1 + Object.keys(figures).length + 2);
  });

  it('leaves a rate that is not given blank', async () => {
    expect((await csvOf(village)).find((row) => row[1] === 'activeRate')?.at(-1)).toBe('');
  });

  it('is in the language asked for', async () => {
    expect((await csvOf(report, 'en'))[0]?.slice(0, 4)).toEqual(['section', 'code', 'name', 'sessions']);
  });
});

describe('the path and the name of the file', () => {
  it.each([
    ['2022', { year: 2022, format: 'json' }],
    ['2022.xlsx', { year: 2022, format: 'xlsx' }],
    ['2022.csv', { year: 2022, format: 'csv' }],
  ])('%s is understood', (path, expected) => {
    expect(yearAndFormat.parse(path)).toEqual(expected);
  });

  it.each(['0000', '202', '20222', '2022.', '2022.pdf', '2022.xlsx.csv', '2022\n', '2022.XLSX', 'x', ''])(
    '%j is refused',
    (path) => {
      expect(yearAndFormat.safeParse(path).error?.issues.map((i) => i.message)).toEqual(['year_malformed']);
    },
  );

  it('names the file in Chinese and in ASCII', () => {
    expect(disposition(report, 'xlsx', 'zh')).toBe(
      `attachment; filename="volunteer-report-2022-430922.xlsx"; filename*=UTF-8''${encodeURIComponent('志愿服务年报-2022-桃江县.xlsx')}`,
    );
    expect(disposition(everything, 'csv', 'en')).toBe(
      `attachment; filename="volunteer-report-2022.csv"; filename*=UTF-8''volunteer-report-2022.csv`,
    );
  });

  it('keeps what no header and no file system can hold out of the name', () => {
    const name = disposition({ ...report, divisionName: '../"桃\r\n江\u202E(县)\uD800' }, 'csv', 'zh');
    expect(name).toMatch(/^[\x20-\x7E]+$/);
    expect(decodeURIComponent(name.split("''")[1]!)).toBe('志愿服务年报-2022-..__桃__江_(县)\uFFFD.csv');
  });
});
