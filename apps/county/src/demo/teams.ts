import { type Division, placeName } from './divisions-430922.js';
import { machinePhone } from './identity.js';
import { distinctNames } from './names.js';
import { item, Random } from './prng.js';
import { dateText, dayNumber } from './time.js';

export const TEAM_HEADER = '队伍编号,队伍名称,队伍类型,区划代码,服务类别,负责人,联系电话,成立日期';

/** A team (队伍) whose row is accepted. */
export interface Team {
  readonly no: string;
  readonly division: string;
  /** 成立日期, the number of the day. */
  readonly foundedOn: number;
}

/** What teams are named after, and the category of service (服务类别) that it usually is. */
const TRADES: readonly (readonly [name: string, category: string])[] = [
  ['党员先锋', '0010'],
  ['环境卫生', '0006'],
  ['青年', '0003'],
  ['爱心助学', '0011'],
  ['治安巡逻', '0009'],
  ['敬老服务', '0017'],
  ['应急救援', '0013'],
  ['巾帼', '0003'],
  ['健康守护', '0004'],
];

/** The teams and their rows. `count` are founded by the end of the year, a few more later, and some rows must be refused. */
export class Teams {
  readonly accepted: Team[] = [];
  readonly rows: string[][] = [];

  constructor(
    private readonly year: number,
    seed: number,
    count: number,
    private readonly townships: readonly Division[],
    private readonly villages: readonly Division[],
  ) {
    const random = new Random(seed, 'teams');
    const later = Math.max(3, Math.round(count / 40));
    const refused = 5;
    const leaders = distinctNames(random, count + later + refused);
    for (let n = 0; n < count + later; n++) {
      const no = `T430922${String(n + 1).padStart(4, '0')}`;
      const { row, division } = this.team(no, item(leaders, n), random);
      const foundedOn =
        n < count ? this.dayBefore(n, random) : dayNumber(year + 1, 1, 1) + (n === count ? 0 : random.int(300));
      row.push(dateText(foundedOn, n % 13 === 5));
      this.rows.push(row);
      this.accepted.push({ no, division, foundedOn });
      if (n === 2) this.rows.push(row.map((cell) => ` ${cell}\u3000`));
    }
    this.addRefused(leaders.slice(count + later), random);
    random.shuffle(this.rows);
  }

  /** Teams that were there when the year began, so that they can hold its sessions. */
  get established(): Team[] {
    return this.accepted.filter((team) => team.foundedOn < dayNumber(this.year, 1, 1));
  }

  private team(no: string, leader: string, random: Random): { row: string[]; division: string } {
    const township = random.chance(0.4);
    const home = random.pick(township ? this.townships : this.villages);
    const [trade, category] = random.pick(TRADES);
    const name = `${placeName(home)}${trade}志愿服务队`;
    return {
      row: [no, name, township ? '3' : '1', home.code, category, leader, machinePhone(random)],
      division: home.code,
    };
  }

  /** Two are founded on the last days of this year and the last; most before the year. */
  private dayBefore(n: number, random: Random): number {
    if (n < 2) return dayNumber(this.year - n, 12, 31);
    const year = this.year - (random.chance(0.15) ? 0 : random.between(1, 6));
    return dayNumber(year, 1, 1) + random.int(365);
  }

  private addRefused(leaders: readonly string[], random: Random): void {
    const founded = `${this.year - 1}-04-05`;
    const faulty = leaders.map((leader, n) => [...this.team(`T430922${9001 + n}`, leader, random).row, founded]);
    const [noName = [], noDate = [], badDate = [], noNumber = [], twice = []] = faulty;
    noName[1] = ' ';
    noDate[7] = '';
    badDate[7] = `${this.year - 1}-13-05`;
    noNumber[0] = '';
    // The same number with another name: both rows are refused.
    this.rows.push(
      ...faulty,
      twice.map((cell, column) => (column === 1 ? `${cell}二队` : cell)),
    );
  }
}
