import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Notice } from '#contracts';
import { ContractClient } from '#messaging';
import { MOMENT_MS } from '../follow/moment.js';
import { RegistrySink, SchedulingSink } from '../follow/sinks.js';
import { Months } from '../own-records/months.js';
import { KeepRecords } from '../records/keep-records.js';
import { RecordAttendance } from '../records/record-attendance.js';
import { RecordRepository } from '../records/record.repository.js';
import { ToTell } from '../telling/to-tell.repository.js';
import { checkIn, leads, MINUTE, Replicas, session, START } from '../testing/replica.js';
import { DecidingDisputes } from './deciding-disputes.js';
import { Opening } from './opening.js';

let replicas: Replicas;
/** What the registry was given, in order, and how often its answer is lost. */
const given: Notice[] = [];
let lost = 0;

beforeAll(async () => {
  replicas = await Replicas.start(1, 1);
  const answers: Readonly<Record<string, (input: never) => unknown>> = {
    'registry.v1.accounts.who-is': ({ username }: { username: string }) => ({ displayName: username, volunteerNo: '' }),
    'registry.v1.volunteers.names': () => ({ people: [] }),
    'registry.v1.policies.find': () => ({ policies: [{ key: 'dispute_days', value: 10 }] }),
    'registry.v1.accounts.without': () => ({ people: [{ volunteerNo: 'M1', name: '欧阳小明' }] }),
    'registry.v1.notices.give': ({ notices }: { notices: Notice[] }) => {
      given.push(...notices);
      if (lost-- > 0) throw new Error('the answer is lost');
      return {};
    },
  };
  // eslint-disable-next-line @typescript-eslint/require-await -- an answer that throws is a call that fails
  const call = async ({ subject }: { subject: string }, input: never) => answers[subject]!(input);
  Object.assign(replicas.get(ContractClient), { call });
  await replicas.get(SchedulingSink).apply([session('S', 1), session('T', 1)], null);
  const numbers = ['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'M1', 'M2'];
  await replicas.get(RegistrySink).apply(
    numbers.map((no) => leads(no, `person-${no}`, 1)),
    null,
  );
  // What is asked for outside of a transaction may be a moment old.
  await sleep(2 * MOMENT_MS);
});
afterAll(() => replicas.end());

async function recorded(volunteerNo: string, sessionNo = 'S', isJudged = true): Promise<string> {
  const record = { ...checkIn(sessionNo, volunteerNo), method: 'roll-call' as const, isJudged, by: 'scribe' };
  await replicas.get(RecordAttendance).execute([record]);
  return record.id;
}
async function disputed(volunteerNo: string, recordId?: string, cameAt: number | null = START + 30 * MINUTE) {
  const id = randomUUID();
  const about = { recordId: recordId ?? (await recorded(volunteerNo)), sessionNo: '' };
  const said = { claim: 'wrong', cameAt, leftAt: null, text: '晚到' } as const;
  await replicas.get(Opening).open({ id, volunteerNo, by: 'own', own: true, ...about, ...said });
  return id;
}
async function annul(record: ReturnType<typeof checkIn>): Promise<void> {
  const { sessionNo, volunteerNo, id: annuls } = record;
  await replicas.get(RecordAttendance).execute([checkIn(sessionNo, volunteerNo, { kind: 'annul', annuls })]);
}
const uphold = (id: string) =>
  replicas
    .get(DecidingDisputes)
    .decide({ id, decision: 'upheld', because: '', by: 'organiser', within: 'everywhere', appeals: null });
const recordsOf = (no: string) => replicas.get(RecordRepository).atSessions([no], ['S']);
const state = async (no: string) => (await replicas.get(Opening).ofVolunteer(no))[0]!.state;
const toldOf = (no: string) => given.filter((n) => n.volunteerNo === no);

test('a decision that fails after its records are written, or before it is told, leaves nothing; tried again it is whole', async () => {
  const id = await disputed('V1');
  for (const [kind, method] of [
    [KeepRecords, 'execute'],
    [ToTell, 'decision'],
  ] as const) {
    const part = replicas.get<object>(kind) as Record<string, (...of: never[]) => Promise<unknown>>;
    const whole = part[method]!.bind(part);
    part[method] = async (...of) => {
      await whole(...of);
      throw new Error('the process ends here');
    };
    await expect(uphold(id)).rejects.toThrow('ends here');
    Reflect.deleteProperty(part, method);
    expect([await state('V1'), (await recordsOf('V1')).length]).toEqual(['open', 1]);
  }
  await Promise.all([uphold(id), uphold(id), uphold(id)]);
  expect(await state('V1')).toBe('upheld');
  expect((await recordsOf('V1')).map((r) => r.kind).sort()).toEqual(['annul', 'check-in', 'check-in']);
});

test('a record that was annulled meanwhile is not annulled again by what is upheld; what would be right is recorded', async () => {
  const made = checkIn('S', 'V4', { method: 'roll-call' });
  await replicas.get(RecordAttendance).execute([made]);
  const id = await disputed('V4', made.id);
  await annul(made);
  for (let i = 0; i < 2; i++) {
    const { dispute, results } = await uphold(id);
    expect([dispute.state, results.map((r) => r.outcome)]).toEqual(['upheld', ['counted']]);
  }
  expect((await recordsOf('V4')).map((r) => r.kind).sort()).toEqual(['annul', 'check-in', 'check-in']);
  // Annulled by what was upheld, it is so again when that is decided once more, whoever else has annulled it since.
  const other = checkIn('S', 'V5', { method: 'roll-call' });
  await replicas.get(RecordAttendance).execute([other]);
  const upheld = await disputed('V5', other.id);
  expect((await uphold(upheld)).results).toHaveLength(2);
  await annul(other);
  expect((await uphold(upheld)).results.map((r) => r.status)).toEqual(['unchanged', 'unchanged']);
  // Nothing is left to be recorded where nothing else would be right.
  const last = checkIn('T', 'V5', { method: 'roll-call' });
  await replicas.get(RecordAttendance).execute([last]);
  const taken = await disputed('V5', last.id, null);
  await annul(last);
  expect(await uphold(taken)).toMatchObject({ dispute: { state: 'upheld' }, results: [] });
});

test('a record that is annulled is not disputed, also where it would not count anyway', async () => {
  const early = checkIn('S', 'V6', { occurredAt: START - 90 * MINUTE });
  const open = (id: string) => disputed('V6', id);
  await replicas.get(RecordAttendance).execute([early]);
  await annul(early);
  await expect(open(early.id)).rejects.toMatchObject({ code: 'DISPUTE.NOT_FITTING' });
});

test('what is told when the answer of the registry is lost is told again under the same ids, until it has it', async () => {
  lost = 2;
  const id = await recorded('V2');
  const end = Date.now() + 20_000;
  while ((await replicas.get(ToTell).due(new Date(Date.now() + 60_000), 10)).length > 0 || toldOf('V2').length === 0) {
    expect(Date.now()).toBeLessThan(end);
    await sleep(50);
  }
  expect(toldOf('V2').length).toBeGreaterThan(1);
  expect(new Set(toldOf('V2').map((n) => n.id)).size).toBe(1);
  expect(toldOf('V2')[0]).toMatchObject({ kind: 'checked_in', recordId: id, person: 'person-V2', sessionNo: 'S' });
});

test('a record that another took the place of under its id is not told', async () => {
  const first = { ...checkIn('S', 'V3'), isJudged: true, method: 'roll-call' as const };
  const other = { ...first, occurredAt: START + MINUTE };
  await replicas.get(RecordAttendance).execute([first]);
  await replicas.get(RecordAttendance).execute([{ ...other, receivedAt: START + MINUTE }]);
  const end = Date.now() + 20_000;
  while (toldOf('V3').length === 0) {
    expect(Date.now()).toBeLessThan(end);
    await sleep(50);
  }
  await sleep(1_500);
  expect(new Set(toldOf('V3').map((n) => n.occurredAt))).toEqual(new Set([START]));
});

test('an annulment of an annulment, which has no effect, is not told', async () => {
  const made = (more: Partial<ReturnType<typeof checkIn>>) =>
    checkIn('S', 'V3', { method: 'roll-call', isJudged: true, ...more });
  const first = made({});
  const annulment = made({ kind: 'annul', annuls: first.id });
  const ofNothing = made({ kind: 'annul', annuls: annulment.id });
  const last = made({ kind: 'check-out' });
  for (const record of [first, annulment, ofNothing, last]) {
    await replicas.get(RecordAttendance).execute([record]);
  }
  const end = Date.now() + 20_000;
  const toldOfIds = () => toldOf('V3').filter((n) => [first.id, annulment.id, last.id].includes(n.recordId ?? ''));
  while (!toldOfIds().some((n) => n.recordId === last.id)) {
    expect(Date.now()).toBeLessThan(end);
    await sleep(50);
  }
  // What is told at once is in no order.
  const kinds = new Set(toldOfIds().map((n) => `${n.kind} ${n.recordId}`));
  expect([...kinds].sort()).toEqual([`annulled ${first.id}`, `checked_in ${first.id}`, `checked_out ${last.id}`]);
});

test('a month shows the sessions that start in it, of those alone whom nothing else reaches, with what does not count', async () => {
  await recorded('M1', 'S', false);
  await recorded('M1', 'T', false);
  await recorded('M2', 'S', false);
  const late = { ...checkIn('S', 'M1'), occurredAt: START - 90 * MINUTE };
  await replicas.get(RecordAttendance).execute([late]);
  const of = (month: string) => replicas.get(Months).of({ division: '430922001001', month, within: 'everywhere' });
  const [person, ...others] = await of('2022-05');
  expect(others).toEqual([]);
  expect(person).toMatchObject({ volunteerNo: 'M1', name: '欧阳小明' });
  expect(person!.sessions.map((s) => [s.sessionNo, s.cameAt, s.leftAt, s.reasons])).toEqual([
    ['S', START, null, ['outside_window']],
    ['T', START, null, []],
  ]);
  expect(await of('2022-06')).toEqual([]);
});
