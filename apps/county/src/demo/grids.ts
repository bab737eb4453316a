import { type Division, placeName } from './divisions-430922.js';
import { machinePhone } from './identity.js';
import { personName } from './names.js';
import { item, Random } from './prng.js';
import { apportion, type Scale } from './scale.js';
import { dateText, dayNumber } from './time.js';

export const GRID_HEADER = '网格编码,名称,村代码,户数,人数';
export const GRID_STAFF_HEADER = '网格编码,姓名,手机,角色,任职日期,卸任日期,入党积极分子';

/** Roles (角色); every grid has the first three. */
const ROLES = ['网格长', '网格员', '村民小组长', '妇女小组长', '保洁员', '调解员', '村干部', '驻村干部'];
const ALWAYS = 3;

/** The rows of the grids (网格), shared out among the villages, and a few that must be refused or say the same again. */
export function gridRows(seed: number, scale: Scale, villages: readonly Division[]): string[][] {
  const random = new Random(seed, 'grids');
  const weights = villages.map(() => random.between(2, 9));
  const rows: string[][] = [];
  const least = scale.grids >= 4 * villages.length ? 2 : 0;
  apportion(scale.grids, weights, least).forEach((count, v) => {
    const village = item(villages, v);
    for (let n = 1; n <= count; n++) {
      const code = village.code + String(n).padStart(3, '0');
      rows.push([code, `${placeName(village)}第${n}网格`, village.code]);
    }
  });
  const households = apportion(
    scale.households,
    rows.map(() => random.between(60, 140)),
  );
  rows.forEach((row, g) => {
    const there = item(households, g);
    row.push(String(there), String(Math.round(there * (2.6 + random.float()))));
  });
  const first = item(rows, 0);
  rows.push([...first], [`${item(villages, 1).code}901`, '', item(villages, 1).code, '80', '250']);
  rows.push([`${item(villages, 2).code}902`, '无村代码网格', '', '80', '250']);
  return random.shuffle(rows);
}

/** The rows of the grids' staff: three in every grid, the others where chance puts them, and a few faulty rows. */
export function gridStaffRows(seed: number, year: number, scale: Scale, grids: readonly string[][]): string[][] {
  const random = new Random(seed, 'grid-staff');
  const codes = [...new Set(grids.filter((row) => row[1] !== '' && row[2] !== '').map((row) => item(row, 0)))].sort();
  const staff = new Map(codes.map((code) => [code, ALWAYS]));
  for (let left = scale.gridStaff - ALWAYS * codes.length; left > 0;) {
    const code = random.pick(codes);
    const there = staff.get(code) ?? 0;
    if (there === ROLES.length) continue;
    staff.set(code, there + 1);
    left--;
  }
  const rows: string[][] = [];
  for (const [code, count] of staff) {
    for (const role of ROLES.slice(0, count)) {
      const from = dayNumber(year - 1, 7, 1) + random.int(530);
      const until = random.chance(0.1) ? dateText(from + random.between(60, 700)) : '';
      const activist = random.chance(0.06) ? '是' : '否';
      rows.push([
        code,
        personName(random),
        machinePhone(random),
        role,
        dateText(from, random.chance(0.01)),
        until,
        activist,
      ]);
    }
  }
  const code = item(codes, 0);
  rows.push([...item(rows, 0)]);
  rows.push([code, '', machinePhone(random), '网格员', `${year}-01-01`, '', '否']);
  rows.push([code, personName(random), machinePhone(random), '网格员', `${year}-02-30`, '', '否']);
  rows.push([code, personName(random), machinePhone(random), '', `${year}-01-01`, '', '否']);
  return random.shuffle(rows);
}
