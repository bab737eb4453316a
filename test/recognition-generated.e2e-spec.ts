import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isRunning } from '#launcher';
import { attendanceCsv, csvOf, divisionsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

/** Drawn anew in each run; a failure tells it. */
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const YEAR = 2019;
const PLACES = [VILLAGE, '430922001002', '430922002001'];
const DIVISIONS = [undefined, '430922', '430922001', '430922002', ...PLACES];
const PEOPLE = Array.from({ length: 8 }, (_, i) => `V${i}`);
const LIMITS = { atOnce: 480, withParent: 720, fullPercent: 60 };
const DAY = 24 * 60;
/** Minute 0. */
const EPOCH = Date.parse(`${YEAR}-05-01T00:00:00+08:00`);
const DAYS = 3;

type Level = 'parent' | 'county';
type Decision = 'approved' | 'refused' | 'withdrawn';
type Part = 'atOnce' | 'byParent' | 'byCounty' | 'awaitingParent' | 'awaitingCounty' | 'refused';

let state = SEED;
/** A whole number below another (mulberry32). */
function draw(below: number): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
}
const pick = <T>(all: readonly T[]): T => all[draw(all.length)]!;
const timeOf = (minute: number): string =>
  new Date(EPOCH + minute * 60_000 + 8 * 3_600_000).toISOString().replace('.000Z', '+08:00');

/** Times in minutes from the first day's midnight in China. */
interface Session {
  readonly no: string;
  readonly division: string;
  readonly from: number;
  readonly until: number;
}
interface Visit {
  readonly person: string;
  readonly session: Session;
  readonly came: number;
  readonly left: number;
}

/** Sessions at any hour, across midnight too, and longer than a day's limit now and then; who came stayed for some of it. */
function generated(prefix: string): { sessions: Session[]; visits: Visit[] } {
  const sessions = Array.from({ length: 18 }, (_, i): Session => {
    const from = draw(DAYS * 24) * 60;
    return { no: `${prefix}${i}`, division: pick(PLACES), from, until: from + 60 + draw(600) };
  });
  const visits = sessions.flatMap((session) =>
    PEOPLE.filter(() => draw(2) === 0).map((person): Visit => {
      const length = session.until - session.from;
      const came = session.from + draw(Math.floor(length / 4));
      return { person, session, came, left: came + 1 + draw(session.until - came) };
    }),
  );
  return { sessions, visits };
}

/** What is known of each person's day: the decision about each minute of it that was looked at. */
class Naive {
  readonly visits: Visit[] = [];
  private readonly labels = new Map<string, Map<number, 'approved' | 'refused'>>();

  /** Minutes credited to each visit: a minute goes to the visit that began first, then to the smaller session number, and to no other. */
  private credited(person: string): { visit: Visit; minutes: number }[] {
    const taken = new Set<number>();
    return this.visits
      .filter((v) => v.person === person)
      .sort((a, b) => a.came - b.came || (a.session.no < b.session.no ? -1 : 1))
      .map((visit) => {
        let minutes = 0;
        for (let m = visit.came; m < visit.left; m++) {
          if (!taken.has(m)) minutes++;
          taken.add(m);
        }
        return { visit, minutes };
      });
  }

  /** Every minute of a person's day, in order, with where it was served and what becomes of it. */
  day(person: string, day: number): { session: Session; part: Part }[] {
    const held = this.credited(person)
      .filter(({ visit }) => Math.floor(visit.session.from / DAY) === day)
      .sort(
        (a, b) => a.visit.session.from - b.visit.session.from || (a.visit.session.no < b.visit.session.no ? -1 : 1),
      );
    const served = held.flatMap(({ visit, minutes }) => Array.from({ length: minutes }, () => visit.session));
    const label = (level: Level, minute: number) => this.labels.get(`${person} ${day} ${level}`)?.get(minute);
    const lastOfTier = label('parent', LIMITS.withParent - 1);
    return served.map((session, minute) => {
      if (minute < LIMITS.atOnce) return { session, part: 'atOnce' };
      const isTier = minute < LIMITS.withParent;
      const said = label(isTier ? 'parent' : 'county', minute);
      if (isTier)
        return { session, part: said === undefined ? 'awaitingParent' : said === 'approved' ? 'byParent' : 'refused' };
      if (lastOfTier === 'refused') return { session, part: 'refused' };
      if (lastOfTier === undefined || said === undefined) return { session, part: 'awaitingCounty' };
      return { session, part: said === 'approved' ? 'byCounty' : 'refused' };
    });
  }

  /** The status that a decision is answered with; it is taken where that is 200. */
  decide(person: string, day: number, level: Level, decision: Decision): number {
    const parts = this.day(person, day).map((m) => m.part);
    const key = `${person} ${day} ${level}`;
    if (parts.length === 0) return 404;
    if (decision === 'withdrawn') return this.labels.delete(key) ? 200 : 409;
    if (level === 'county' && parts.includes('awaitingParent')) return 422;
    if (!parts.includes(level === 'parent' ? 'awaitingParent' : 'awaitingCounty')) return 409;
    const labels = this.labels.get(key) ?? new Map<number, 'approved' | 'refused'>();
    for (let minute = 0; minute < parts.length; minute++)
      if (decision === 'approved' || labels.get(minute) !== 'approved') labels.set(minute, decision);
    this.labels.set(key, labels);
    return 200;
  }

  figures(division = ''): Record<string, number | null> {
    const inIt = (s: Session) => s.division.startsWith(division);
    const held = PEOPLE.flatMap((p) => this.credited(p)).filter(({ visit }) => inIt(visit.session));
    const lengthOf = ({ session: s }: Visit) => s.until - s.from;
    const full = held.filter(({ visit, minutes }) => (minutes / lengthOf(visit)) * 100 >= LIMITS.fullPercent);
    const days = PEOPLE.flatMap((person) =>
      Array.from({ length: DAYS }, (_, day) => ({
        parts: this.day(person, day).flatMap((m) => (inIt(m.session) ? [m.part] : [])),
        isHere: held.some((h) => h.visit.person === person && Math.floor(h.visit.session.from / DAY) === day),
      })),
    );
    const of = (part: Part) => days.reduce((n, d) => n + d.parts.filter((p) => p === part).length, 0);
    return {
      serviceMinutes: held.reduce((n, h) => n + h.minutes, 0),
      minutesAtOnce: of('atOnce'),
      minutesApprovedByParent: of('byParent'),
      minutesApprovedByCounty: of('byCounty'),
      minutesAwaitingParent: of('awaitingParent'),
      minutesAwaitingCounty: of('awaitingCounty'),
      minutesRefused: of('refused'),
      personDays: days.filter((d) => d.isHere).length,
      personDaysAwaitingParent: days.filter((d) => d.parts.includes('awaitingParent')).length,
      personDaysAwaitingCounty: days.filter((d) => d.parts.includes('awaitingCounty')).length,
      personTimes: held.length,
      attendancesInFull: full.length,
      attendedInFullShare: Number((full.length / held.length).toFixed(6)),
      minutesWithInFull: held.reduce((n, h) => n + (full.includes(h) ? lengthOf(h.visit) : h.minutes), 0),
    };
  }
}

let stack: TestStack;
/** Each level is decided at by another person. */
const tokens = { parent: '', county: '' };
const naive = new Naive();

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn(
    'divisions',
    csvOf('divisions', [
      { 区划代码: '430922002', 名称: '乙镇', 级别: '乡镇', 上级代码: '430922' },
      { 区划代码: '430922002001', 名称: '南村', 级别: '村', 上级代码: '430922002' },
    ]),
  );
  await stack.bringIn('volunteers', volunteersCsv(PEOPLE));
  tokens.parent = stack.token;
  const grants = [{ role: 'county', division: '430922' }];
  tokens.county = await stack.account({ username: 'county', password: 'Patient-river-88', grants });
}, 180_000);
afterAll(() => stack.stop());

async function bring(prefix: string): Promise<void> {
  const { sessions, visits } = generated(prefix);
  const of = ({ no, division, from, until }: Session) => ({
    ...{ 场次编号: no, 活动名称: no, 区划代码: division, 开始时间: timeOf(from), 结束时间: timeOf(until) },
    ...{ 状态: '已结束', 时长规则: '按签退', 覆盖群众: '0' },
  });
  await stack.bringIn('sessions', csvOf('sessions', sessions.map(of)));
  const records = visits.flatMap(({ person, session, came, left }) =>
    [came, left].map((minute, i) => ({
      ...{ 记录编号: randomUUID(), 场次编号: session.no, 志愿者编号: person, 类型: i === 0 ? '签到' : '签退' },
      ...{ 发生时间: timeOf(minute), 接收时间: timeOf(minute) },
    })),
  );
  await stack.bringIn('attendance', attendanceCsv(records));
  naive.visits.push(...visits);
}

async function expectRight(): Promise<void> {
  const now = Date.now();
  const asOf = async () => Date.parse((await stack.report(YEAR)).asOf as string);
  await stack.until(30_000, 'all counted', async () => (await asOf().catch(() => 0)) > now);
  for (const division of DIVISIONS) {
    const query = division === undefined ? '' : `?division=${division}`;
    const path = `/api/v1/reports/years/${YEAR}/recognition${query}`;
    const { body } = await stack.get(path, { token: stack.token });
    expect({ SEED, division, ...body }).toMatchObject({ SEED, ...naive.figures(division) });
  }
  expect(await stack.report(YEAR)).toMatchObject({ minutes: naive.figures()['serviceMinutes'] });
}

/** Decides with the same id until there is an answer: a service may be gone meanwhile. */
async function decided(): Promise<void> {
  const [person, day] = [pick(PEOPLE), draw(DAYS)];
  const level = pick(['parent', 'parent', 'county'] as const);
  const decision = pick(['approved', 'approved', 'refused', 'withdrawn'] as const);
  const minutes = naive.day(person, day).length;
  const path = `/api/v1/volunteers/${person}/recognition/${timeOf(day * DAY).slice(0, 10)}/decide`;
  const json = { id: randomUUID(), level, decision, minutes, because: '值守记录核对无误' };
  for (let attempt = 0; ; attempt++) {
    const answer = await stack.post(path, { token: tokens[level], json }).catch(() => undefined);
    if (answer === undefined || answer.status >= 500) {
      if (attempt > 200) throw new Error(`no decision: ${JSON.stringify(answer?.body)}`);
      await sleep(100);
      continue;
    }
    expect({ SEED, ...json, person, day, status: answer.status }).toMatchObject({
      status: naive.decide(person, day, level, decision),
    });
    return;
  }
}

async function kill(name: string): Promise<void> {
  const victim = stack.processes().find((p) => p.name.startsWith(name) && isRunning(p));
  if (victim === undefined) throw new Error(`no ${name} runs`);
  process.kill(victim.pid, 'SIGKILL');
  await stack.until(30_000, `${name} gone`, () => Promise.resolve(!isRunning(victim)));
}

test('figures and answers are what counting minute by minute gives, whatever is decided, killed and recorded later', async () => {
  await bring('A');
  await expectRight();
  for (let i = 0; i < 60; i++) await decided();
  await expectRight();
  await bring('B');
  await expectRight();
  const over = new AbortController();
  const kills = (async () => {
    for (const name of ['check-in', 'mongod']) {
      await sleep(400);
      await kill(name);
      await stack.untilReady(60_000);
    }
  })().finally(() => over.abort());
  for (let made = 0; !over.signal.aborted || made < 60; made++) await decided();
  await kills;
  await expectRight();
  // A fresh statistics knows only what the snapshots tell.
  await kill('statistics');
  await stack.untilReady(60_000);
  await expectRight();
  const { body } = await stack.post(`/api/v1/reports/years/${YEAR}/recount`, { token: stack.token });
  expect(body).toMatchObject({ equal: true });
}, 300_000);
