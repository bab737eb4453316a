/** The files of a very small county, for tests. Every function takes rows with the columns that matter to the test. */

const HEADERS = {
  divisions: ['区划代码', '名称', '级别', '上级代码'],
  teams: ['队伍编号', '队伍名称', '队伍类型', '区划代码', '服务类别', '负责人', '联系电话', '成立日期'],
  volunteers: [
    ...['志愿者编号', '姓名', '性别', '证件类型', '证件号码', '出生日期', '手机'],
    ...['政治面貌', '文化程度', '区划代码', '队伍编号', '注册日期', '同意方式'],
  ],
  sessions: [
    ...[
      '场次编号',
      '活动名称',
      '专项活动',
      '服务类别',
      '队伍编号',
      '区划代码',
      '地点',
      '经度',
      '纬度',
      '开始时间',
      '结束时间',
    ],
    ...['计划人数', '签到方式', '时长规则', '状态', '覆盖群众', '覆盖统计方法', '负责人'],
  ],
  attendance: [
    ...['记录编号', '场次编号', '志愿者编号', '类型', '发生时间', '接收时间', '方式'],
    ...['设备', '录入人', '审核人', '原记录编号', '备注'],
  ],
} as const;

export const VILLAGE = '430922001001';

type Row = Readonly<Record<string, string>>;

export function csvOf(kind: keyof typeof HEADERS, rows: readonly Row[]): string {
  const header: readonly string[] = HEADERS[kind];
  for (const row of rows) {
    for (const column of Object.keys(row))
      if (!header.includes(column)) throw new Error(`no column ${column} in ${kind}`);
  }
  return `\uFEFF${[header, ...rows.map((r) => header.map((c) => r[c] ?? ''))].map((r) => r.join(',')).join('\r\n')}\r\n`;
}

/** One county, one township, two villages. */
export const divisionsCsv = (): string =>
  csvOf('divisions', [
    { 区划代码: '430922', 名称: '桃江县', 级别: '县', 上级代码: '4309' },
    { 区划代码: '430922001', 名称: '甲镇', 级别: '乡镇', 上级代码: '430922' },
    { 区划代码: VILLAGE, 名称: '东村', 级别: '村', 上级代码: '430922001' },
    { 区划代码: '430922001002', 名称: '西村', 级别: '村', 上级代码: '430922001' },
  ]);

export const teamsCsv = (numbers: readonly string[]): string =>
  csvOf(
    'teams',
    numbers.map((n) => ({ 队伍编号: n, 队伍名称: `队伍${n}`, 区划代码: VILLAGE, 成立日期: '2020-01-01' })),
  );

/** Volunteers with a document of another type, so that any number is valid. */
export const volunteersCsv = (numbers: readonly string[], change: Row | ((n: string) => Row) = {}): string =>
  csvOf(
    'volunteers',
    numbers.map((n) => ({
      ...{ 志愿者编号: n, 姓名: `志愿者${n}`, 性别: '1', 证件类型: '02', 证件号码: `H${n}`, 出生日期: '1990-05-01' },
      ...{ 政治面貌: '13', 区划代码: VILLAGE, 注册日期: '2021-03-01', 同意方式: '本人签字' },
      ...(typeof change === 'function' ? change(n) : change),
    })),
  );

export const sessionsCsv = (numbers: readonly string[], change: Row = {}): string =>
  csvOf(
    'sessions',
    numbers.map((n) => ({
      ...{ 场次编号: n, 活动名称: `活动${n}`, 区划代码: VILLAGE, 服务类别: '0001', 状态: '已结束', 时长规则: '按签退' },
      ...{ 开始时间: '2022-05-01T09:00:00+08:00', 结束时间: '2022-05-01T11:00:00+08:00', 覆盖群众: '10', ...change },
    })),
  );

export const attendanceCsv = (rows: readonly Row[]): string =>
  csvOf(
    'attendance',
    rows.map((r) => ({
      ...{ 类型: '签到', 方式: '扫码', 发生时间: '2022-05-01T09:00:00+08:00', 接收时间: '2022-05-01T09:00:05+08:00' },
      ...r,
    })),
  );
