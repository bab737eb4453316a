import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Grant } from '#contracts';
import { type Answer, csvOf, TestStack, volunteersCsv } from '#testing';
import { ALLOWED } from './routes.js';

const PASSWORD = 'Patient-river-88';
const HOUR = 3_600_000;
const at = (hours: number): string => new Date(Math.floor(Date.now() / 1000) * 1000 + hours * HOUR).toISOString();

/** Where sessions are held, by the side of the village, the township and the team of those who ask. */
const PLACES = {
  village: { division: '430922001001', teamNo: 'T9' },
  siblingVillage: { division: '430922001002', teamNo: 'T9' },
  township: { division: '430922001', teamNo: '' },
  siblingTownship: { division: '430922002001', teamNo: 'T9' },
  county: { division: '430922', teamNo: '' },
  otherCounty: { division: '430923001001', teamNo: 'T9' },
  ownTeamElsewhere: { division: '430923001002', teamNo: 'T1' },
} as const;
type Place = keyof typeof PLACES;
const EVERY_PLACE = Object.keys(PLACES) as Place[];
const IN_TOWNSHIP: Place[] = ['village', 'siblingVillage', 'township'];

/** Who asks, and at which places he may see and do what his role may. */
const CALLERS: Readonly<Record<string, { readonly grant: Grant; readonly places: readonly Place[] }>> = {
  volunteer: { grant: { role: 'volunteer' }, places: [] },
  leader: { grant: { role: 'leader', team: 'T1' }, places: ['ownTeamElsewhere'] },
  'organiser-of-team': { grant: { role: 'organiser', team: 'T1' }, places: ['ownTeamElsewhere'] },
  'organiser-of-township': { grant: { role: 'organiser', division: '430922001' }, places: IN_TOWNSHIP },
  scanner: { grant: { role: 'scanner', division: '430922001001' }, places: ['village'] },
  village: { grant: { role: 'village', division: '430922001001' }, places: ['village'] },
  township: { grant: { role: 'township', division: '430922001' }, places: IN_TOWNSHIP },
  county: { grant: { role: 'county', division: '430922' }, places: [...IN_TOWNSHIP, 'siblingTownship', 'county'] },
  auditor: { grant: { role: 'auditor', division: '430922001' }, places: IN_TOWNSHIP },
  administrator: { grant: { role: 'administrator' }, places: EVERY_PLACE },
};

interface Prepared {
  readonly activity: string;
  readonly draft: string;
  readonly published: string;
  /** A published session to which FAR is signed up. */
  readonly listed: string;
  /** A back-fill that was asked for at the published session. */
  readonly asked: string;
  /** A dispute about it, opened by the administrator for FAR. */
  readonly disputed: string;
  /** The provisional number of somebody who came to it. */
  readonly came: string;
}
/** A team that lies at a place, and one beside it. */
const teamAt = (place: Place): string => (PLACES[place].teamNo === 'T1' ? 'T1' : `T-${place}`);
const besideTeamAt = (place: Place): string => `B-${place}`;
const prepared = new Map<Place, Prepared>();
/** Lives where none of the callers but the administrator may look. */
const FAR = 'FAR';

let stack: TestStack;
const tokens = new Map<string, string>();

const planned = (place: Place) => ({
  ...PLACES[place],
  ...{
    name: '河道清洁',
    startsAt: at(2),
    endsAt: at(4),
    personInCharge: '张三丰',
    risks: '湿滑',
    safeguards: '安全员',
  },
  posts: [{ id: 'a', name: '清洁', capacity: 99 }],
  signUp: { minimumAge: 16 },
});
/** An activity, which has a length where a session has times. */
function inCommon(place: Place): object {
  const { startsAt: _, endsAt: __, ...rest } = planned(place);
  return { ...rest, minutes: 120 };
}
const ask = (who: string, method: string, path: string, json?: unknown): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) });
const asAdministrator = async (method: string, path: string, json?: unknown): Promise<Answer['body']> => {
  const { status, body } = await ask('administrator', method, path, json);
  if (status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(body)}`);
  return body;
};
const record = (sessionNo: string) => ({
  ...{ id: randomUUID(), sessionNo, volunteerNo: FAR, kind: 'check-in', occurredAt: at(2), method: 'qr' },
});

const walkIn = () => ({ id: randomUUID(), name: '王小明', occurredAt: at(2) });
const backFill = () => ({
  ...{ volunteerNo: FAR, kind: 'check-in', occurredAt: at(0), reason: '手机没电', evidence: '队长在场' },
});

/** Of somebody without a valid document, who is refused where the caller may register him. */
const registration = ({ division, teamNo }: { division: string; teamNo: string }) => ({
  ...{ name: '王小明', documentType: '01', documentNumber: '0', division, teams: teamNo === '' ? [] : [teamNo] },
  ...{ photo: 'x', consent: { version: '1' } },
});

beforeAll(async () => {
  stack = await TestStack.start();
  tokens.set('administrator', stack.token);
  const division = (code: string) => ({
    ...{ 区划代码: code, 名称: code, 上级代码: code.slice(0, -3) },
    级别: { 6: '县', 9: '乡镇', 12: '村' }[code.length] ?? '',
  });
  const codes = EVERY_PLACE.map((p) => PLACES[p].division);
  const all = new Set(codes.flatMap((c) => [6, 9, 12].map((n) => c.slice(0, n))));
  await stack.bringIn('divisions', csvOf('divisions', [...all].map(division)));
  const team = (no: string, place: Place) => ({
    ...{ 队伍编号: no, 队伍名称: no, 区划代码: PLACES[place].division, 成立日期: '2020-01-01' },
  });
  const teams = EVERY_PLACE.flatMap((p) => [team(teamAt(p), p), team(besideTeamAt(p), p)]);
  await stack.bringIn('teams', csvOf('teams', teams));
  await stack.bringIn('volunteers', volunteersCsv([FAR], { 区划代码: '430923001001' }));
  for (const [name, { grant }] of Object.entries(CALLERS)) {
    if (name === 'administrator') continue;
    await asAdministrator('POST', '/accounts', { username: name, password: PASSWORD, grants: [grant] });
    tokens.set(name, await stack.signIn(name, PASSWORD));
  }
  for (const place of EVERY_PLACE) {
    const plan = async () => (await asAdministrator('POST', '/sessions', planned(place))).sessionNo as string;
    const [draft, published, listed] = [await plan(), await plan(), await plan()];
    for (const no of [published, listed])
      for (const step of ['submit', 'publish']) await asAdministrator('POST', `/sessions/${no}/${step}`);
    await asAdministrator('POST', `/sessions/${listed}/sign-ups`, {
      ...{ volunteerNo: FAR, post: 'a', overriding: ['clash'] },
    });
    const activity = (await asAdministrator('POST', '/activities', inCommon(place))).activityNo as string;
    prepared.set(place, { activity, draft, published, listed, asked: randomUUID(), disputed: randomUUID(), came: '' });
  }
  let records: ReturnType<typeof record>[] = [];
  await stack.until(20_000, 'known to check-in', async () => {
    records = [...prepared.values()].map(({ published }) => record(published));
    const { results } = await asAdministrator('POST', '/attendance-records:batch', { records });
    return (results as { reason?: string }[]).every((r) => r.reason !== 'unknown_session');
  });
  for (const [place, of] of prepared) {
    await asAdministrator('POST', `/sessions/${of.published}/back-fills`, { ...backFill(), id: of.asked });
    await asAdministrator('POST', `/volunteers/${FAR}/disputes`, {
      ...{ id: of.disputed, recordId: records.find((r) => r.sessionNo === of.published)?.id },
      ...{ claim: 'not-me', text: '不是我' },
    });
    const { volunteerNo: came } = await asAdministrator('POST', `/sessions/${of.published}/walk-ins`, walkIn());
    prepared.set(place, { ...of, came: came as string });
  }
}, 180_000);
afterAll(() => stack.stop());

/** The codes by which somebody is told that a thing is not for him, or as if it were not there. */
const DENIALS = new Set([
  'AUTH.FORBIDDEN',
  'AUTH.OUT_OF_SCOPE',
  'SESSION.UNKNOWN',
  'VOLUNTEER.UNKNOWN',
  'ACTIVITY.UNKNOWN',
  'BACK_FILL.UNKNOWN',
  'DISPUTE.UNKNOWN',
]);
const isDone = ({ body }: Answer): boolean => !DENIALS.has((body as { code?: string } | null)?.code ?? '');
/** Asks of a route what lies at a place; true where the caller was let through to it. */
type Probe = (who: string, place: Place, of: Prepared) => Promise<boolean>;

/** What is refused for its day, and so changes nothing, where the caller was let through. */
const reorganise = (who: string, path: string, json: object): Promise<Answer> =>
  ask(who, 'POST', `/divisions${path}`, { document: '1', because: '调整', from: at(48).slice(0, 10), ...json });
/** A code that lies at a place. */
const inPlace = (place: Place) => ({ code: PLACES[place].division.padEnd(12, '9') });

const PROBES: Readonly<Record<string, Probe>> = {
  'POST /api/v1/activities': async (who, place) => isDone(await ask(who, 'POST', '/activities', inCommon(place))),
  'GET /api/v1/activities': async (who, _, { activity }) => {
    const { body } = await ask(who, 'GET', `/activities?after=${activity.slice(0, -1)}`);
    return ((body.activities ?? []) as { activityNo: string }[]).some((a) => a.activityNo === activity);
  },
  'GET /api/v1/activities/{no}': async (who, _, { activity }) =>
    isDone(await ask(who, 'GET', `/activities/${activity}`)),
  'PUT /api/v1/activities/{no}': async (who, place, { activity }) =>
    isDone(await ask(who, 'PUT', `/activities/${activity}`, inCommon(place))),
  'POST /api/v1/activities/{no}/sessions': async (who, _, { activity }) =>
    isDone(await ask(who, 'POST', `/activities/${activity}/sessions`, { startsAt: at(2) })),
  'GET /api/v1/activities/{no}/sessions': async (who, _, { activity }) =>
    isDone(await ask(who, 'GET', `/activities/${activity}/sessions`)),
  'POST /api/v1/activities/{no}/submit': async (who, _, { activity }) =>
    isDone(await ask(who, 'POST', `/activities/${activity}/submit`)),
  'POST /api/v1/activities/{no}/publish': async (who, _, { activity }) =>
    isDone(await ask(who, 'POST', `/activities/${activity}/publish`)),
  'POST /api/v1/sessions': async (who, place) => isDone(await ask(who, 'POST', '/sessions', planned(place))),
  'GET /api/v1/sessions': async (who, place, { draft }) => {
    const { body } = await ask(who, 'GET', `/sessions?stage=draft&division=${PLACES[place].division}`);
    return (body.sessions as { sessionNo: string }[]).some((s) => s.sessionNo === draft);
  },
  'GET /api/v1/sessions/{no}': async (who, _, { draft }) => isDone(await ask(who, 'GET', `/sessions/${draft}`)),
  'PUT /api/v1/sessions/{no}': async (who, place, { draft }) =>
    isDone(await ask(who, 'PUT', `/sessions/${draft}`, planned(place))),
  'PATCH /api/v1/sessions/{no}': async (who, _, { published }) =>
    isDone(await ask(who, 'PATCH', `/sessions/${published}`, { place: '东河', because: '换地点' })),
  'POST /api/v1/sessions/{no}/submit': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', `/sessions/${published}/submit`)),
  'POST /api/v1/sessions/{no}/return': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', `/sessions/${published}/return`, { because: '请补充' })),
  'PUT /api/v1/sessions/{no}/covered': async (who, _, { published }) =>
    isDone(await ask(who, 'PUT', `/sessions/${published}/covered`, { covered: 1 })),
  'POST /api/v1/sessions/{no}/publish': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', `/sessions/${published}/publish`)),
  'POST /api/v1/sessions/{no}/cancel': async (who, _, { draft }) =>
    isDone(await ask(who, 'POST', `/sessions/${draft}/cancel`)),
  'GET /api/v1/sessions/{no}/presence': async (who, _, { published }) =>
    isDone(await ask(who, 'GET', `/sessions/${published}/presence`)),
  'GET /api/v1/sessions/{no}/presence/stream': async (who, _, { published }) => {
    const leaving = new AbortController();
    const { status } = await fetch(`${stack.address}/api/v1/sessions/${published}/presence/stream`, {
      ...{ headers: { Authorization: `Bearer ${tokens.get(who)!}` }, signal: leaving.signal },
    });
    leaving.abort();
    return status === 200;
  },
  'POST /api/v1/sessions/{no}/close': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', `/sessions/${published}/close`, { covered: 1 })),
  'GET /api/v1/sessions/{no}/missing-check-outs': async (who, _, { published }) =>
    isDone(await ask(who, 'GET', `/sessions/${published}/missing-check-outs`)),
  'POST /api/v1/sessions/{no}/sign-ups': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', `/sessions/${published}/sign-ups`, { volunteerNo: FAR, post: 'a' })),
  'GET /api/v1/sessions/{no}/sign-ups': async (who, _, { listed }) => {
    const { status, body } = await ask(who, 'GET', `/sessions/${listed}/sign-ups`);
    return status === 200 && (body.signUps as { volunteerNo: string }[]).some((s) => s.volunteerNo === FAR);
  },
  'DELETE /api/v1/sessions/{no}/sign-ups/{volunteerNo}': async (who, _, { published }) =>
    isDone(await ask(who, 'DELETE', `/sessions/${published}/sign-ups/${FAR}`)),
  'POST /api/v1/sessions/{no}/sign-ups/{volunteerNo}/accept': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', `/sessions/${published}/sign-ups/${FAR}/accept`)),
  'POST /api/v1/sessions/{no}/sign-ups/{volunteerNo}/approve': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', `/sessions/${published}/sign-ups/${FAR}/approve`)),
  'POST /api/v1/sessions/{no}/sign-ups/{volunteerNo}/decline': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', `/sessions/${published}/sign-ups/${FAR}/decline`)),
  // For a team of nobody's: by who is in charge of the session. A leader acts for his team at any session: below.
  'GET /api/v1/sessions/{no}/teams/{team}': async (who, _, { published }) =>
    isDone(await ask(who, 'GET', `/sessions/${published}/teams/T7`)),
  'GET /api/v1/sessions/{no}/teams/{team}/text': async (who, _, { published }) =>
    isDone(await ask(who, 'GET', `/sessions/${published}/teams/T7/text`)),
  'PUT /api/v1/sessions/{no}/teams/{team}/reservations/{post}': async (who, _, { published }) =>
    isDone(await ask(who, 'PUT', `/sessions/${published}/teams/T7/reservations/a`, { places: 0 })),
  'POST /api/v1/sessions/{no}/teams/{team}/names': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', `/sessions/${published}/teams/T7/names`, { post: 'a' })),
  'POST /api/v1/attendance-records': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', '/attendance-records', record(published))),
  'POST /api/v1/attendance-records:batch': async (who, _, { published }) => {
    const answer = await ask(who, 'POST', '/attendance-records:batch', { records: [record(published)] });
    const [result] = (answer.body.results ?? [answer.body]) as { code?: string }[];
    return !DENIALS.has(result?.code ?? '');
  },
  'GET /api/v1/sessions/{no}/check-in-code': async (who, _, { published }) =>
    isDone(await ask(who, 'GET', `/sessions/${published}/check-in-code`)),
  'GET /api/v1/sessions/{no}/roster': async (who, _, { published }) =>
    isDone(await ask(who, 'GET', `/sessions/${published}/roster`)),
  'POST /api/v1/sessions/{no}/people/search': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', `/sessions/${published}/people/search`, { text: '王小明' })),
  'GET /api/v1/sessions/{no}/sheet.xlsx': async (who, _, { published }) =>
    (await ask(who, 'GET', `/sessions/${published}/sheet.xlsx`)).status === 200,
  'POST /api/v1/sessions/{no}/sheet': async (who, _, { published }) => {
    const body = new FormData();
    body.append('file', new Blob(['姓名,签到时间\n']), 'sheet.csv');
    const answer = await stack.post(`/api/v1/sessions/${published}/sheet`, { token: tokens.get(who), body });
    return answer.status === 200;
  },
  'POST /api/v1/sessions/{no}/walk-ins': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', `/sessions/${published}/walk-ins`, walkIn())),
  'GET /api/v1/provisional-numbers': async (who, _, { came }) => {
    const { body } = await ask(who, 'GET', '/provisional-numbers');
    return ((body.provisionalNumbers ?? []) as { provisionalNo: string }[]).some((n) => n.provisionalNo === came);
  },
  // To somebody whom nobody knows, so that it stays open: who may is told so of the volunteer.
  'PUT /api/v1/provisional-numbers/{no}/person': async (who, _, { came }) => {
    const { body } = await ask(who, 'PUT', `/provisional-numbers/${came}/person`, { volunteerNo: 'NOBODY' });
    return body.code === 'VOLUNTEER.UNKNOWN';
  },
  'POST /api/v1/sessions/{no}/back-fills': async (who, _, { published }) =>
    isDone(await ask(who, 'POST', `/sessions/${published}/back-fills`, backFill())),
  'GET /api/v1/sessions/{no}/back-fills': async (who, _, { published }) =>
    isDone(await ask(who, 'GET', `/sessions/${published}/back-fills`)),
  'POST /api/v1/back-fills/{id}/approve': async (who, _, { asked }) =>
    isDone(await ask(who, 'POST', `/back-fills/${asked}/approve`)),
  'POST /api/v1/back-fills/{id}/decline': async (who, _, { asked }) =>
    isDone(await ask(who, 'POST', `/back-fills/${asked}/decline`)),
  'POST /api/v1/monthly-sheets': async (who, place) => {
    const sheet = { month: '2022-05', division: PLACES[place].division, because: '发给村民' };
    return (await ask(who, 'POST', '/monthly-sheets', sheet)).status === 200;
  },
  'GET /api/v1/disputes': async (who, _, { disputed }) => {
    const { body } = await ask(who, 'GET', '/disputes');
    return ((body.disputes ?? []) as { id: string }[]).some((d) => d.id === disputed);
  },
  // Decided by whoever comes first; everybody else is told that it is.
  'POST /api/v1/disputes/{id}/uphold': async (who, _, { disputed }) =>
    isDone(await ask(who, 'POST', `/disputes/${disputed}/uphold`, {})),
  'POST /api/v1/disputes/{id}/reject': async (who, _, { disputed }) =>
    isDone(await ask(who, 'POST', `/disputes/${disputed}/reject`, { because: '查无此事' })),
  'PATCH /api/v1/divisions/{code}': async (who, place) =>
    isDone(await ask(who, 'PATCH', `/divisions/${PLACES[place].division}`, { name: '新名' })),
  'POST /api/v1/divisions': async (who, place) =>
    isDone(await reorganise(who, '', { ...inPlace(place), name: '新村' })),
  'POST /api/v1/divisions/{code}/merge': async (who, place) =>
    isDone(await reorganise(who, `/${PLACES[place].division}/merge`, { into: inPlace(place) })),
  'POST /api/v1/divisions/{code}/move': async (who, place) =>
    isDone(await reorganise(who, `/${PLACES[place].division}/move`, { to: inPlace(place) })),
  'POST /api/v1/divisions/{code}/split': async (who, place) =>
    isDone(await reorganise(who, `/${PLACES[place].division}/split`, { parts: [inPlace(place)] })),
  'POST /api/v1/divisions/{code}/end': async (who, place) =>
    isDone(await reorganise(who, `/${PLACES[place].division}/end`, { into: inPlace(place).code })),
  'POST /api/v1/teams': async (who, place) => {
    const { division } = PLACES[place];
    return isDone(await ask(who, 'POST', '/teams', { name: '新队', division, leader: { name: '张三丰' } }));
  },
  'PATCH /api/v1/teams/{no}': async (who, place) =>
    isDone(await ask(who, 'PATCH', `/teams/${teamAt(place)}`, { name: '改名队' })),
  'POST /api/v1/teams/{no}/dissolve': async (who, place) =>
    isDone(await ask(who, 'POST', `/teams/${besideTeamAt(place)}/dissolve`)),
  'POST /api/v1/teams/{no}/merge': async (who, place) =>
    isDone(await ask(who, 'POST', `/teams/${besideTeamAt(place)}/merge`, { into: teamAt(place) })),
  'GET /api/v1/teams/{no}/members': async (who, place) =>
    isDone(await ask(who, 'GET', `/teams/${teamAt(place)}/members`)),
  'DELETE /api/v1/teams/{no}/members/{volunteerNo}': async (who, place) =>
    isDone(await ask(who, 'DELETE', `/teams/${teamAt(place)}/members/${FAR}`)),
  'POST /api/v1/teams/{no}/applications/{volunteerNo}/accept': async (who, place) =>
    isDone(await ask(who, 'POST', `/teams/${teamAt(place)}/applications/${FAR}/accept`)),
  'POST /api/v1/teams/{no}/applications/{volunteerNo}/decline': async (who, place) =>
    isDone(await ask(who, 'POST', `/teams/${teamAt(place)}/applications/${FAR}/decline`)),
  'POST /api/v1/teams/{no}/calendar': async (who, place) =>
    isDone(await ask(who, 'POST', `/teams/${teamAt(place)}/calendar`)),
  'DELETE /api/v1/teams/{no}/calendar': async (who, place) =>
    isDone(await ask(who, 'DELETE', `/teams/${teamAt(place)}/calendar`)),
  'POST /api/v1/teams/{no}/invitations': async (who, place) =>
    isDone(await ask(who, 'POST', `/teams/${teamAt(place)}/invitations`, { volunteerNo: FAR })),
  'POST /api/v1/volunteers': async (who, place) =>
    isDone(await ask(who, 'POST', '/volunteers', registration(PLACES[place]))),
  'GET /api/v1/reports/years/{year}': async (who, place) =>
    isDone(await ask(who, 'GET', `/reports/years/2022?division=${PLACES[place].division}`)),
  'GET /api/v1/reports/years/{year}/recognition': async (who, place) =>
    isDone(await ask(who, 'GET', `/reports/years/2022/recognition?division=${PLACES[place].division}`)),
  'POST /api/v1/reports/years/{year}/recount': async (who, place) =>
    isDone(await ask(who, 'POST', `/reports/years/2022/recount?division=${PLACES[place].division}`)),
};

/** Routes about what lies nowhere, and why the rest of them need no probe here. */
const NOT_PLACED: Readonly<Record<string, string>> = {
  'POST /api/v1/auth/login': 'for everybody',
  'POST /api/v1/auth/refresh': 'for everybody',
  'POST /api/v1/auth/logout': 'for everybody',
  'POST /api/v1/auth/forgot': 'for everybody',
  'POST /api/v1/auth/reset': 'for everybody',
  'GET /api/v1/accounts': 'for the whole system',
  'POST /api/v1/accounts': 'for the whole system',
  'PUT /api/v1/accounts/{username}/grants': 'for the whole system',
  'POST /api/v1/accounts/{username}/password-reset': 'for the whole system',
  'PUT /api/v1/account/password': "one's own",
  'PUT /api/v1/account/email': "one's own",
  'POST /api/v1/account/email/confirm': "one's own",
  'DELETE /api/v1/account/email': "one's own",
  'PUT /api/v1/account/wechat': "one's own",
  'POST /api/v1/account/wechat/confirm': "one's own",
  'DELETE /api/v1/account/wechat': "one's own",
  'POST /api/v1/account/phone/code': "one's own",
  'POST /api/v1/account/phone/confirm': "one's own",
  'GET /api/v1/notices': "one's own",
  'POST /api/v1/notices/{id}/read': "one's own",
  'GET /api/v1/policies': 'for the whole system',
  'POST /api/v1/policies': 'for the whole system',
  'GET /api/v1/audit': 'by where those who acted may act: test/audit.e2e-spec.ts',
  'POST /api/v1/audit/verify': 'the chain is one for the whole system',
  'POST /api/v1/imports/{kind}': 'for the whole system',
  'GET /api/v1/imports': 'for the whole system',
  'GET /api/v1/imports/{id}': 'for the whole system',
  'POST /api/v1/imports/{id}/cancel': 'for the whole system',
  'GET /api/v1/imports/{id}/refusals.csv': 'for the whole system',
  'GET /api/v1/reports/years/{year}/not-counted.csv': 'by where their sessions lie: in not-counted.e2e-spec.ts',
  'GET /api/v1/me/attendance-records': "one's own",
  'GET /api/v1/volunteers/{no}/attendance-records': 'by where volunteers live: below',
  'GET /api/v1/me/disputes': "one's own",
  'POST /api/v1/me/disputes': "one's own",
  'POST /api/v1/me/disputes/{id}/withdraw': "one's own",
  'POST /api/v1/me/disputes/{id}/appeal': "one's own",
  'GET /api/v1/volunteers/{no}/disputes': 'by where volunteers live: below',
  'POST /api/v1/volunteers/{no}/disputes': 'the same',
  'POST /api/v1/volunteers/{no}/disputes/{id}/appeal': 'the same',
  'GET /api/v1/volunteers/{no}/service-record': 'by where volunteers live, who live in villages alone: below',
  'GET /api/v1/me/service-record': 'of the caller himself',
  'POST /api/v1/me/certificates': 'of the caller himself',
  'GET /api/v1/me/certificates': 'of the caller himself',
  'GET /api/v1/me/certificates/{certificate}/certificate.pdf': 'of the caller himself',
  'DELETE /api/v1/me/certificates/{certificate}': 'of the caller himself',
  'POST /api/v1/volunteers/{no}/certificates': 'by where volunteers live: below',
  'GET /api/v1/volunteers/{no}/certificates': 'the same',
  'GET /api/v1/volunteers/{no}/certificates/{certificate}/certificate.pdf': 'the same',
  'POST /api/v1/volunteers/{no}/certificates/{certificate}/revoke': 'the same',
  'GET /api/v1/certificates/{certificate}': 'for whoever has the code',
  'GET /api/v1/volunteers/{no}': 'the same',
  'POST /api/v1/volunteers/search': 'the same',
  'POST /api/v1/volunteers/{no}/unmask': 'the same',
  'GET /api/v1/volunteers/{no}/recognition': 'the same',
  'GET /api/v1/me/recognition': 'of the caller himself',
  'GET /api/v1/recognition/waiting': 'by what holds all sessions of a day: in recognition.e2e-spec.ts',
  'POST /api/v1/volunteers/{no}/recognition/{day}/decide': 'the same',
  'GET /api/v1/me/qualifications': 'of the caller himself',
  'GET /api/v1/volunteers/{no}/qualifications': 'the same',
  'POST /api/v1/volunteers/{no}/qualifications': 'the same',
  'POST /api/v1/volunteers/{no}/qualifications/{id}/withdraw': 'the same',
  'POST /api/v1/volunteers/{no}/consents': 'the same',
  'POST /api/v1/volunteers/{no}/card': 'the same',
  'POST /api/v1/volunteers/{no}/consent-photo': 'the same',
  'POST /api/v1/volunteers/{no}/card/revoke': 'the same',
  'POST /api/v1/volunteer-cards/sheets': 'the same',
  'GET /api/v1/volunteer-cards/keys': 'public keys, for everybody',
  'GET /api/v1/roster-keys': 'the same',
  'GET /api/v1/anomalies': 'by where their sessions lie: in live.e2e-spec.ts',
  'POST /api/v1/anomalies/{id}/decide': 'the same',
  'POST /api/v1/spot-checks': 'by division: in live.e2e-spec.ts',
  'GET /api/v1/spot-checks': 'the same',
  'GET /api/v1/spot-checks/{id}': 'the same',
  'POST /api/v1/spot-checks/{id}/results': 'the same',
  'GET /api/v1/divisions/{code}': 'divisions are known to everybody',
  'GET /api/v1/teams/{no}': 'teams are known to everybody; their leaders are masked',
  'POST /api/v1/teams/{no}/applications': 'by the caller, for himself',
  'POST /api/v1/teams/{no}/invitations/accept': 'by the caller, for himself',
  'POST /api/v1/teams/{no}/leave': 'by the caller, for himself',
  'GET /api/v1/consent-texts': 'for everybody',
  'POST /api/v1/consent-photos': 'of nobody until somebody is registered with it',
  'POST /api/v1/register': 'for everybody',
  'POST /api/v1/teams/{no}/invitation-codes': 'by where the team is: in registering.e2e-spec.ts',
  'GET /api/v1/me': 'about oneself',
  'PATCH /api/v1/me': 'about oneself',
  'DELETE /api/v1/me': 'about oneself',
  'POST /api/v1/me/calendar': 'of the caller himself',
  'DELETE /api/v1/me/calendar': 'of the caller himself',
  'GET /api/v1/calendars/{token}': 'for whoever has the address',
  'GET /api/v1/me/sign-ups': 'of the caller himself',
  'POST /api/v1/me/attendance-records': 'of the caller himself, at any session that is published',
  'POST /api/v1/me/sign-ups': 'for the caller himself, at any session that is published',
  'DELETE /api/v1/me/sign-ups/{no}': 'for the caller himself',
  'POST /api/v1/me/sign-ups/{no}/accept': 'for the caller himself',
  'GET /api/v1/me/card': 'of the caller himself',
  'DELETE /api/v1/me/card': 'of the caller himself',
  'GET /api/v1/me/export': 'about oneself',
  'GET /api/v1/me/consents': 'about oneself',
  'POST /api/v1/me/consents': 'about oneself',
  'DELETE /api/v1/volunteers/{no}': 'by where volunteers live: in registering.e2e-spec.ts',
  'GET /livez': 'for everybody',
  'GET /readyz': 'for everybody',
};

/** Everybody finds what is published; the probe is a draft, which only those find who plan. */
const MAY: typeof ALLOWED = {
  ...ALLOWED,
  'GET /api/v1/sessions': ALLOWED['PUT /api/v1/sessions/{no}']!,
  'GET /api/v1/sessions/{no}': ALLOWED['PUT /api/v1/sessions/{no}']!,
};

test('every route is tried at every place, or said to be about none', async () => {
  const { body } = await stack.get('/api/openapi.json');
  const routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('::', ':')}`),
  );
  expect(routes.filter((r) => (r in PROBES ? 1 : 0) + (r in NOT_PLACED ? 1 : 0) !== 1)).toEqual([]);
});

test.each(Object.keys(PROBES))('%s: own, sibling and parent', async (route) => {
  const wrong: string[] = [];
  for (const [who, { grant, places }] of Object.entries(CALLERS)) {
    for (const place of EVERY_PLACE) {
      const expected = MAY[route]!.includes(grant.role) && places.includes(place);
      const found = await PROBES[route]!(who, place, prepared.get(place)!);
      if (found !== expected) wrong.push(`${who} at ${place}: ${found ? 'let through' : 'denied'}`);
    }
  }
  expect(wrong).toEqual([]);
});

/** Told only to who may know: of these volunteers nobody has signed, has a card twice, this qualification, record or dispute, or attendances to certify. */
const ABSENT = new Set([
  ...['CARD.NONE', 'CONSENT.NO_PHOTO', 'QUALIFICATION.UNKNOWN', 'RECORD.UNKNOWN', 'DISPUTE.UNKNOWN'],
  ...['CERTIFICATE.UNKNOWN', 'CERTIFICATE.NOTHING_TO_CERTIFY'],
]);
const UNKNOWN_RECORD = { recordId: 'none', claim: 'not-me', text: '不是我' };

/** What was done, or found done already, is told. */
async function done(asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  return answer.status < 300 || ABSENT.has(answer.body.code as string) ? { ...answer, status: 200 } : answer;
}

/** What is asked of a volunteer, by his number and phone; true where it is told. */
const OF_VOLUNTEER: Readonly<Record<string, (who: string, no: string, phone: string) => Promise<Answer>>> = {
  'GET /api/v1/volunteers/{no}/service-record': (who, no) => ask(who, 'GET', `/volunteers/${no}/service-record`),
  'POST /api/v1/volunteers/{no}/certificates': (who, no) =>
    done(ask(who, 'POST', `/volunteers/${no}/certificates`, { id: randomUUID(), because: '本人申请' })),
  'GET /api/v1/volunteers/{no}/certificates': (who, no) => ask(who, 'GET', `/volunteers/${no}/certificates`),
  'GET /api/v1/volunteers/{no}/certificates/{certificate}/certificate.pdf': (who, no) =>
    done(ask(who, 'GET', `/volunteers/${no}/certificates/none/certificate.pdf`)),
  'POST /api/v1/volunteers/{no}/certificates/{certificate}/revoke': (who, no) =>
    done(ask(who, 'POST', `/volunteers/${no}/certificates/none/revoke`, { because: '有误' })),
  'GET /api/v1/volunteers/{no}/recognition': (who, no) => ask(who, 'GET', `/volunteers/${no}/recognition`),
  'GET /api/v1/volunteers/{no}': (who, no) => ask(who, 'GET', `/volunteers/${no}`),
  'POST /api/v1/volunteers/{no}/unmask': (who, no) => ask(who, 'POST', `/volunteers/${no}/unmask`, { because: '核对' }),
  'POST /api/v1/volunteers/{no}/consent-photo': (who, no) =>
    done(ask(who, 'POST', `/volunteers/${no}/consent-photo`, { because: '核对' })),
  'GET /api/v1/volunteers/{no}/attendance-records': (who, no) =>
    ask(who, 'GET', `/volunteers/${no}/attendance-records`),
  'GET /api/v1/volunteers/{no}/disputes': (who, no) => ask(who, 'GET', `/volunteers/${no}/disputes`),
  'POST /api/v1/volunteers/{no}/disputes': (who, no) =>
    done(ask(who, 'POST', `/volunteers/${no}/disputes`, { ...UNKNOWN_RECORD, id: randomUUID() })),
  'POST /api/v1/volunteers/{no}/disputes/{id}/appeal': (who, no) =>
    done(ask(who, 'POST', `/volunteers/${no}/disputes/${randomUUID()}/appeal`, { text: '请复核' })),
  'GET /api/v1/volunteers/{no}/qualifications': (who, no) => ask(who, 'GET', `/volunteers/${no}/qualifications`),
  'POST /api/v1/volunteers/{no}/qualifications': (who, no) =>
    done(ask(who, 'POST', `/volunteers/${no}/qualifications`, { code: 'driving', from: '2020-01-01' })),
  'POST /api/v1/volunteers/{no}/qualifications/{id}/withdraw': (who, no) =>
    done(ask(who, 'POST', `/volunteers/${no}/qualifications/none/withdraw`, { because: '有误' })),
  'POST /api/v1/volunteers/{no}/consents': (who, no) =>
    done(ask(who, 'POST', `/volunteers/${no}/consents`, { purpose: 'notices-by-sms', given: false })),
  'POST /api/v1/volunteers/{no}/card': (who, no) => done(ask(who, 'POST', `/volunteers/${no}/card`)),
  'POST /api/v1/volunteers/{no}/card/revoke': (who, no) =>
    done(ask(who, 'POST', `/volunteers/${no}/card/revoke`, { because: '遗失' })),
  'POST /api/v1/volunteer-cards/sheets': (who, no) =>
    ask(who, 'POST', '/volunteer-cards/sheets', { volunteerNos: [no] }),
  'POST /api/v1/volunteers/search': async (who, no, phone) => {
    const answer = await ask(who, 'POST', '/volunteers/search', { phone });
    const found = answer.body.volunteers as { volunteerNo: string }[] | undefined;
    return found?.some((v) => v.volunteerNo === no) === false ? { ...answer, status: 404 } : answer;
  },
};

test('a volunteer is looked at where he lives, or for his team', async () => {
  const villages = EVERY_PLACE.filter((p) => PLACES[p].division.length === 12);
  const phoneOf = (place: Place) => `1380000000${EVERY_PLACE.indexOf(place)}`;
  for (const place of villages) {
    const { division, teamNo } = PLACES[place];
    const lives = { 区划代码: division, 队伍编号: `T8;${teamNo}`, 手机: phoneOf(place) };
    await stack.bringIn('volunteers', volunteersCsv([`L-${place}`], lives));
  }
  await stack.until(20_000, 'known to check-in', async () => {
    const answers = villages.map((p) => ask('administrator', 'GET', `/volunteers/L-${p}/service-record`));
    return (await Promise.all(answers)).every((a) => a.status === 200);
  });
  const wrong: string[] = [];
  for (const [route, of] of Object.entries(OF_VOLUNTEER)) {
    for (const [who, { grant, places }] of Object.entries(CALLERS)) {
      for (const place of villages) {
        const { status } = await of(who, `L-${place}`, phoneOf(place));
        const mayAsk = ALLOWED[route]!.includes(grant.role);
        const expected = !mayAsk ? 403 : places.includes(place) ? 200 : 404;
        if (status !== expected) wrong.push(`${route} ${who} at ${place}: ${status}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('whoever has one division and names none gets the figures of his', async () => {
  const own = await ask('township', 'GET', '/reports/years/2022');
  expect(own).toMatchObject({ status: 200, body: { division: '430922001' } });
  expect(await ask('administrator', 'GET', '/reports/years/2022')).toMatchObject({ body: { division: null } });
});

test('a leader signs his own people up for what others hold, sees only them, and passes over nothing there', async () => {
  await stack.bringIn('volunteers', volunteersCsv(['OWN'], { 区划代码: '430923001001', 队伍编号: 'T1' }));
  const { listed } = prepared.get('village')!;
  const wish = { volunteerNo: 'OWN', post: 'a' };
  const overriding = await ask('leader', 'POST', `/sessions/${listed}/sign-ups`, { ...wish, overriding: ['too_old'] });
  expect(overriding).toMatchObject({ status: 403, body: { code: 'AUTH.OUT_OF_SCOPE' } });
  expect((await ask('leader', 'POST', `/sessions/${listed}/sign-ups`, wish)).status).toBe(201);
  const seen = async (who: string) => {
    const { body } = await ask(who, 'GET', `/sessions/${listed}/sign-ups`);
    return (body.signUps as { volunteerNo: string }[]).map((s) => s.volunteerNo);
  };
  expect(await seen('leader')).toEqual(['OWN']);
  expect(await seen('village')).toEqual([FAR, 'OWN']);
});

test('a record of a session that nobody knows yet is kept from who may record everywhere, and from nobody else', async () => {
  expect(await ask('administrator', 'POST', '/attendance-records', record('not-yet'))).toMatchObject({ status: 201 });
  const refused = await ask('county', 'POST', '/attendance-records', record('not-yet'));
  expect(refused).toMatchObject({ status: 404, body: { code: 'SESSION.UNKNOWN' } });
});
