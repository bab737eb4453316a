import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, divisionsCsv, teamsCsv, TestStack, VILLAGE, volunteersCsv } from '#testing';

const PASSWORD = 'Patient-river-88';
const PHOTO = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(700_000, 7)]);
const OTHER_VILLAGE = '430922001002';
type Body = Record<string, unknown>;

let stack: TestStack;
const tokens = new Map<string, string>();

beforeAll(async () => {
  stack = await TestStack.start();
  await stack.bringIn('divisions', divisionsCsv());
  await stack.bringIn('teams', teamsCsv(['T1', 'T2']));
  await stack.bringIn('volunteers', volunteersCsv(['V1', 'V2']));
  await stack.bringIn('volunteers', volunteersCsv(['W1'], { 区划代码: OTHER_VILLAGE }));
  const grants = { village: { role: 'village', division: VILLAGE }, leader: { role: 'leader', team: 'T1' } };
  for (const [username, grant] of Object.entries(grants)) {
    const json = { username, password: PASSWORD, grants: [grant] };
    expect((await stack.post('/api/v1/accounts', { token: stack.token, json })).status).toBe(201);
    tokens.set(username, await stack.signIn(username, PASSWORD));
  }
  tokens.set('admin', stack.token);
}, 180_000);
afterAll(() => stack.stop());

const ask = (who: string, method: string, path: string, json?: Body): Promise<Answer> =>
  stack.request(method, `/api/v1${path}`, { token: tokens.get(who), ...(json === undefined ? {} : { json }) });
const codes = (answer: Answer) => (answer.body.errors as { code: string }[]).map((e) => e.code);

async function photo(who: string, content: Uint8Array<ArrayBuffer> = Uint8Array.from(PHOTO)): Promise<Answer> {
  const form = new FormData();
  form.append('file', new Blob([content]), 'photo');
  return stack.post('/api/v1/consent-photos', { token: tokens.get(who), body: form });
}

let made = 0;
/** Somebody whom nobody has seen before. */
const somebody = (change: Body = {}): Body => ({
  ...{ name: '王小明', documentType: '02', documentNumber: `NEW${++made}`, bornOn: '1990-05-01', phone: '14000000000' },
  ...{ gender: '1', politicalStatus: '13', education: '20', division: VILLAGE, consent: { version: '1' }, ...change },
});
async function register(who: string, change: Body = {}): Promise<Answer> {
  return ask(who, 'POST', '/volunteers', { ...somebody(change), photo: (await photo(who)).body.photo as string });
}
const registered = async (year: number): Promise<number> =>
  (await stack.report(year, VILLAGE)).registeredVolunteers as number;
const thisYear = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear();

describe('registering somebody who has signed', () => {
  test('gives a number that figures count as one of a file', async () => {
    const before = await registered(thisYear);
    const answer = await register('village');
    expect(answer).toMatchObject({ status: 201 });
    const [no] = answer.body.volunteerNos as [string];
    expect(no).toMatch(/^ZY\d{4}-/);
    await stack.until(20_000, 'counted', async () => (await registered(thisYear)) === before + 1);
    const { rows } = await stack.bringIn('volunteers', volunteersCsv([no]));
    expect(rows).toMatchObject({ total: 1, refused: 1 });
  });

  test('leads to the number that is there where he is registered already, also when two do so at the same time', async () => {
    const again = somebody();
    const photos = await Promise.all([photo('village'), photo('village')]);
    const both = await Promise.all(
      photos.map((p) => ask('village', 'POST', '/volunteers', { ...again, photo: p.body.photo as string })),
    );
    expect(both.map((a) => a.status).sort()).toEqual([200, 201]);
    expect(both[0]!.body).toEqual(both[1]!.body);
    const imported = await register('village', { documentNumber: ' hv1' });
    expect(imported).toMatchObject({ status: 200, body: { volunteerNos: ['V1'] } });
    const { rows } = await stack.bringIn('volunteers', volunteersCsv(['X1'], { 证件号码: 'HV1' }));
    expect(rows.accepted).toBe(1);
    expect((await register('village', { documentNumber: 'HV1' })).body).toEqual({ volunteerNos: ['V1', 'X1'] });
  });

  test('does not tell who is registered elsewhere, and registers nobody outside the scope', async () => {
    const elsewhere = await register('village', { documentNumber: 'HW1' });
    expect(elsewhere).toMatchObject({ status: 409, body: { code: 'REGISTERING.ASK_OFFICE' } });
    expect(JSON.stringify(elsewhere.body)).not.toContain('W1');
    const outside = await register('village', { division: OTHER_VILLAGE });
    expect(outside).toMatchObject({ status: 403, body: { code: 'AUTH.OUT_OF_SCOPE' } });
    for (const teams of [[], ['T2'], ['T1', 'T2']])
      expect(await register('leader', { teams })).toMatchObject({ status: 403, body: { code: 'AUTH.OUT_OF_SCOPE' } });
    expect(await register('leader', { teams: ['T1'], division: OTHER_VILLAGE })).toMatchObject({ status: 201 });
  });

  test('is refused with every reason at once', async () => {
    const wrong = { documentType: '01', documentNumber: '11010519491231002X', consent: { version: '0' } };
    const answer = await register('admin', { ...wrong, division: '430922001', teams: ['T0'] });
    expect(answer).toMatchObject({ status: 422, body: { code: 'REGISTERING.REFUSED' } });
    expect(codes(answer)).toEqual(['village_unknown', 'team_unknown', 'text_outdated']);
    expect(codes(await register('admin', { documentType: '01', documentNumber: '110105194912310020' }))).toEqual([
      'identity_invalid',
    ]);
    expect(codes(await register('admin', { bornOn: null }))).toEqual(['birth_date_missing']);
    const child = { bornOn: `${thisYear - 10}-01-01` };
    expect(codes(await register('admin', child))).toEqual(['guardian_missing']);
    expect((await register('admin', { ...child, consent: { version: '1', guardian: '王大明' } })).status).toBe(201);
  });

  test('asks for a photo of one’s own that was not used', async () => {
    expect(await photo('admin', Uint8Array.from(Buffer.from('%PDF')))).toMatchObject({ status: 400 });
    expect(await photo('admin', new Uint8Array(5 << 20))).toMatchObject({ status: 400 });
    const { photo: id } = (await photo('admin')).body as { photo: string };
    const withPhoto = (who: string, of: string) => ask(who, 'POST', '/volunteers', { ...somebody(), photo: of });
    expect(codes(await withPhoto('village', id))).toEqual(['photo_unknown']);
    expect((await withPhoto('admin', id)).status).toBe(201);
    expect(codes(await withPhoto('admin', id))).toEqual(['photo_unknown']);
  });
});
