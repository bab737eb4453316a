import { type Division } from './divisions-430922.js';
import { personName } from './names.js';
import { item, Random } from './prng.js';
import { apportion, type Scale } from './scale.js';
import { type Method, minutes, type Session, sessionRow } from './session.js';
import { type Team } from './teams.js';
import { anyForm, DAY, dayNumber, instant, monthOf } from './time.js';

/** Campaigns (专项活动) with the category of service, the months in which they are run, and a weight. */
const CAMPAIGNS: readonly (readonly [number, { campaign: string; category: string; months: readonly number[] }])[] = [
  [31, { campaign: '人居环境整治', category: '0006', months: [] }],
  [22, { campaign: '疫情防控', category: '0004', months: [] }],
  [9, { campaign: '治安巡逻', category: '0009', months: [] }],
  [7, { campaign: '敬老助残', category: '0017', months: [] }],
  [7, { campaign: '大手拉小手、快乐暑假行', category: '0003', months: [7, 8] }],
  [7, { campaign: '七彩假期', category: '0003', months: [1, 2, 7, 8] }],
  [6, { campaign: '道路绿化维护', category: '0006', months: [3, 4, 5, 10, 11] }],
  [6, { campaign: '政策宣讲', category: '0010', months: [] }],
  [3, { campaign: '应急救援演练', category: '0013', months: [5, 6, 9] }],
  [2, { campaign: '爱心护考', category: '0011', months: [6] }],
];

/** Two sessions at once: `nested` means that `second` lies within `first`. The number of `first` sorts before that of `second`. */
export interface Pair {
  readonly first: Session;
  readonly second: Session;
  readonly shape: 'same start' | 'staggered' | 'nested';
}

type Times = readonly [startsAt: number, endsAt: number];

/** All sessions of the county's year, and a few of the years beside it. */
export class SessionPlan {
  /** In the year and ended; the first of them have something special. */
  readonly held: Session[] = [];
  /** In the year, with attendance, but not yet ended (已发布, 进行中). */
  readonly open: Session[] = [];
  /** Ended, and nobody came. */
  readonly empty: Session[] = [];
  readonly cancelled: Session[] = [];
  /** Sessions that start in the year before and in the year after. */
  readonly beside: Session[] = [];
  readonly pairs: Pair[] = [];
  /** Numbers of rows that are refused: they lead to no session. */
  readonly refusedNumbers: string[] = [];
  readonly rows: string[][] = [];

  private readonly random: Random;
  private readonly methods: Method[];
  private readonly covered: number[];
  /** The last serial number of each series. */
  private readonly next = new Map<string, number>();

  constructor(
    private readonly year: number,
    seed: number,
    private readonly scale: Scale,
    private readonly teams: readonly Team[],
    private readonly villages: readonly Division[],
  ) {
    this.random = new Random(seed, 'sessions');
    const offline = scale.held - scale.online;
    this.methods = this.random.shuffle<Method[]>([
      ...Array.from({ length: scale.online }, (_, i): Method => (i % 5 < 3 ? '扫码' : '定位')),
      ...Array.from({ length: offline }, (_, i): Method => (i % 3 < 2 ? '点名' : '纸质')),
    ]);
    const weights = Array.from({ length: scale.held }, (_, i) =>
      i === BLANK_COVERED ? 0 : this.random.between(20, 200),
    );
    this.covered = apportion(scale.covered, weights);
    this.holdSpecial();
    this.holdPairs(Math.max(4, Math.round(scale.held / 60)));
    while (this.held.length < scale.held) this.hold(this.anyTimes());
    this.addOthers();
    const all = [...this.held, ...this.open, ...this.empty, ...this.cancelled, ...this.beside];
    this.rows.push(...all.map(sessionRow));
    this.addOddRows();
    this.random.shuffle(this.rows);
  }

  /** Sessions with attendance in the year: held or still open. */
  get attended(): Session[] {
    return [...this.held, ...this.open];
  }

  private make(year: number, letter: string, [startsAt, endsAt]: Times, changes: Partial<Session> = {}): Session {
    const random = this.random;
    const series = `${letter}430922${year}`;
    const serial = (this.next.get(series) ?? 0) + 1;
    this.next.set(series, serial);
    const month = Number(monthOf(startsAt));
    const inSeason = CAMPAIGNS.filter(([, c]) => c.months.length === 0 || c.months.includes(month));
    const { campaign, category } = random.weighted(inSeason);
    const team = random.pick(this.teams);
    const nearby = this.villages.filter((v) => v.code.startsWith(team.division));
    return {
      no: `${series}${String(serial).padStart(4, '0')}`,
      name: `${campaign}志愿服务（第${serial}场）`,
      campaign,
      category,
      team: team.no,
      // Now and then the whole township is the place.
      division: random.chance(0.02) ? team.division.slice(0, 9) : random.pick(nearby).code,
      startsAt,
      endsAt,
      method: random.pick<Method>(['点名', '纸质']),
      creditsToPlannedEnd: random.chance(0.6),
      state: '已结束',
      covered: random.between(50, 3000),
      places: random.pick([20, 40, 60, 80, 120, 200]),
      contact: personName(random),
      longitude: (111.9 + random.float() * 0.5).toFixed(6),
      latitude: (28.2 + random.float() * 0.5).toFixed(6),
      countedBy: random.pick(['计数', '户数', '估算']),
      timeForm: anyForm(random),
      ...changes,
    };
  }

  private hold(times: Times, changes: Partial<Session> = {}): Session {
    const i = this.held.length;
    const session = this.make(this.year, 'S', times, {
      covered: item(this.covered, i),
      method: item(this.methods, i),
      ...changes,
    });
    this.held.push(session);
    return session;
  }

  /** A morning, an afternoon or an evening of the year. */
  private anyTimes(): Times {
    const random = this.random;
    const day = dayNumber(this.year, 1, 1) + random.int(365);
    const startsAt =
      day * DAY - minutes(8 * 60) + minutes(random.pick([450, 480, 480, 510, 540, 540, 840, 870, 900, 1170]));
    return [startsAt, startsAt + minutes(random.pick([90, 120, 120, 150, 180, 180, 240]))];
  }

  /** Sessions at the edges of the calendar, written in the forms in which they are most easily misread, and with blank cells. */
  private holdSpecial(): void {
    const { year } = this;
    const at = (month: number, day: number, hour: number, minute: number, length: number): Times => {
      const startsAt = instant(year, month, day, hour, minute);
      return [startsAt, startsAt + minutes(length)];
    };
    const beforeMarch = new Date(Date.UTC(year, 2, 0)).getUTCDate();
    const eve = this.hold(at(12, 31, 22, 30, 180));
    const morning = this.hold(at(1, 1, 0, 30, 150));
    this.hold(at(5, 31, 22, 0, 240), { timeForm: 'utc' });
    this.hold(at(2, beforeMarch, 23, 0, 120), { creditsToPlannedEnd: true });
    this.hold(at(2, 1, 7, 0, 120), { timeForm: 'utc', covered: null });
    this.hold(at(7, 1, 7, 30, 90), { timeForm: 'utc', campaign: '' });
    this.hold(at(1, 1, 7, 0, 120), { timeForm: 'utc-offset' });
    this.hold(at(9, 9, 23, 10, 100), { timeForm: 'slashes', category: '' });
    this.hold(at(10, 1, 6, 30, 90), { timeForm: 'other-offset', team: '' });
    this.hold(at(4, 4, 14, 0, 120), { timeForm: 'no-zone' });
    const before = this.make(year - 1, 'S', [instant(year - 1, 12, 31, 22, 0), instant(year, 1, 1, 2, 0)]);
    const after = this.make(year + 1, 'S', [instant(year + 1, 1, 1, 0, 0), instant(year + 1, 1, 1, 2, 0)], {
      timeForm: 'utc',
      method: '扫码',
    });
    this.beside.push(before, after);
    this.pairs.push(
      { first: before, second: morning, shape: 'staggered' },
      { first: eve, second: after, shape: 'staggered' },
    );
  }

  private holdPairs(count: number): void {
    for (let n = 0; n < count; n++) {
      const shape = item(['same start', 'staggered', 'nested', 'same start'] as const, n % 4);
      const firstIsLonger = n % 4 === 0;
      const [start] = this.anyTimes();
      const times: Record<Pair['shape'], readonly [Times, Times]> = {
        // Whichever of the two is the longer one, the first number gets the time that they share.
        'same start': [
          [start, start + minutes(firstIsLonger ? 180 : 100)],
          [start, start + minutes(firstIsLonger ? 100 : 180)],
        ],
        staggered: [
          [start, start + minutes(150)],
          [start + minutes(60), start + minutes(240)],
        ],
        nested: [
          [start, start + minutes(240)],
          [start + minutes(60), start + minutes(180)],
        ],
      };
      const [first, second] = times[shape];
      this.pairs.push({ first: this.hold(first), second: this.hold(second), shape });
    }
  }

  private addOthers(): void {
    const few = Math.max(2, Math.round(this.scale.held / 75));
    for (let n = 0; n < few; n++) {
      this.open.push(this.make(this.year, 'S', this.anyTimes(), { state: n % 2 === 0 ? '进行中' : '已发布' }));
      this.empty.push(this.make(this.year, 'E', this.anyTimes(), { state: n % 3 === 2 ? '已发布' : '已结束' }));
      this.cancelled.push(this.make(this.year, 'C', this.anyTimes(), { state: '已取消', covered: 0 }));
    }
  }

  /** Rows that must be refused, and one that says the same again. */
  private addOddRows(): void {
    const faulty = (changes: Record<number, string>) => {
      const session = this.make(this.year, 'R', this.anyTimes());
      this.refusedNumbers.push(session.no);
      const row = sessionRow(session).map((cell, column) => changes[column] ?? cell);
      this.rows.push(row);
      return row;
    };
    faulty({ [STATE]: '草稿' });
    faulty({ [RULE]: '' });
    faulty({ [COVERED]: '许多' });
    faulty({ [COVERED]: '-5' });
    faulty({ [COVERED]: '12.5' });
    faulty({ [END]: `${this.year}-01-01T00:00:00+08:00` });
    faulty({ [START]: '' });
    faulty({ [START]: `${this.year}-06-31T08:00:00+08:00` });
    // The same number with another count of people covered: both rows are refused.
    const twice = faulty({ [COVERED]: '100' });
    this.rows.push(twice.map((cell, column) => (column === COVERED ? '101' : cell)));
    faulty({ [NUMBER]: '' });
    this.rows.push(sessionRow(item(this.held, 3)));
  }
}

/** Which of the sessions held has a blank cell for the people covered. */
const BLANK_COVERED = 4;

/** Columns of a row, see SESSION_HEADER. */
const NUMBER = 0;
const START = 9;
const END = 10;
const RULE = 13;
const STATE = 14;
const COVERED = 15;
