import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Clock, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { getModelToken } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { MOMENT_MS } from '../follow/moment.js';
import { RegistrySink, SchedulingSink } from '../follow/sinks.js';
import { RecordAttendance } from '../records/record-attendance.js';
import { checkIn, leads, MINUTE, Replicas, session, START } from '../testing/replica.js';
import { CERTIFICATE, type CertificateDocument } from './certificate.repository.js';
import { Certificates } from './certificates.js';
import { Forgetting } from '../forgetting/forgetting.js';
import { Verification } from './verification.js';

const NAMES: Readonly<Record<string, string>> = { a: '欧阳小明', b: '李四', c: '王五' };
const ISSUED_AT = START + 24 * 60 * MINUTE;

let replicas: Replicas;
/** The register, as the other services tell it here. */
let erased: Set<string>;
let known: Set<string>;

const told: Readonly<Record<string, (input: never) => object>> = {
  'registry.v1.volunteers.find': ({ volunteerNos }: { volunteerNos: string[] }) => ({
    volunteers: volunteerNos
      .filter((no) => known.has(no) && !erased.has(no))
      .map((volunteerNo) => ({ volunteerNo, person: volunteerNo, division: '430922001001', teams: [], age: 30 })),
    unreadable: [],
  }),
  'registry.v1.volunteers.names': ({ volunteerNos }: { volunteerNos: string[] }) => ({
    people: volunteerNos.map((volunteerNo) => ({ volunteerNo, name: NAMES[volunteerNo] })),
  }),
  'registry.v1.persons.erased': ({ volunteerNos }: { volunteerNos: string[] }) => ({
    erased: volunteerNos.filter((no) => erased.has(no)),
  }),
  'registry.v1.divisions.find': ({ code }: { code: string }) => ({ name: code.length === 6 ? '桃江县' : code }),
  'registry.v1.teams.names': () => ({ teams: [] }),
  'registry.v1.policies.find': () => ({
    policies: [1, 2, 3, 4, 5].map((n) => ({ key: `star_${n}_hours`, value: n })),
  }),
  'scheduling.v1.planning.for-records': () => ({ sessions: [] }),
};

const attended = (sessionNo: string, volunteerNo: string, minutes: number) => [
  checkIn(sessionNo, volunteerNo),
  checkIn(sessionNo, volunteerNo, { kind: 'check-out', occurredAt: START + minutes * MINUTE }),
];
const later = (hours: number) => ({
  startsAt: START + hours * 60 * MINUTE,
  endsAt: START + (hours + 2) * 60 * MINUTE,
});

beforeEach(async () => {
  replicas = await Replicas.start(1, 0);
  erased = new Set();
  known = new Set(Object.keys(NAMES));
  const call = ({ subject }: { subject: string }, input: never) => Promise.resolve(told[subject]!(input));
  Object.assign(replicas.get(ContractClient), { call });
  Object.assign(replicas.get(Clock), { now: () => ISSUED_AT });
  const sessions = [
    session('service', 1, { name: '巡河' }),
    session('training', 1, { name: '急救', isTraining: true, ...later(3) }),
    session('not-over', 1, { state: 'running', creditRule: 'planned-end', ...later(23) }),
  ];
  await replicas.get(SchedulingSink).apply(sessions, { epoch: 'e', position: 1 });
  await replicas.get(RegistrySink).apply(
    Object.keys(NAMES).map((no) => leads(no, `p-${no}`, 1)),
    { epoch: 'e', position: 1 },
  );
  const { occurredAt: _, ...inTraining } = { ...checkIn('training', 'a'), occurredAt: 0 };
  const records = [
    ...Object.keys(NAMES).flatMap((no) => attended('service', no, 90)),
    { ...inTraining, occurredAt: later(3).startsAt },
    checkIn('training', 'a', { kind: 'check-out', occurredAt: later(3).startsAt + 30 * MINUTE }),
    checkIn('not-over', 'a', { occurredAt: later(23).startsAt }),
  ];
  await replicas.get(RecordAttendance).execute(records);
});
afterEach(() => replicas.end());

const all = (): Promise<CertificateDocument[]> =>
  replicas.apps[0]!.get<Model<CertificateDocument>>(getModelToken(CERTIFICATE), { strict: false }).find().lean();
const wish = (volunteerNo: string, id = randomUUID()) => ({
  ...{ id, volunteerNo, from: null, until: null, by: 'own', within: 'everywhere' as const },
});
const issue = (volunteerNo: string, id = randomUUID()) => replicas.get(Certificates).issue(wish(volunteerNo, id));
const verify = (code: string) => replicas.get(Verification).verify({ code, address: '192.0.2.1' });

test('training stands apart, by its own minutes; stars are of service, and what is not over is not certified', async () => {
  const { certificate } = await issue('a');
  const { content } = certificate;
  expect(content).toMatchObject({
    ...{
      name: '欧阳小明',
      service: { personTimes: 1, minutes: 90 },
      training: { personTimes: 1, minutes: 30 },
      stars: 1,
    },
    issuer: { division: '430922', name: '桃江县' },
  });
  expect([content.attendances, content.trained]).toMatchObject([
    [{ sessionNo: 'service' }],
    [{ sessionNo: 'training' }],
  ]);
});

test('asked for many times at once by one id, it is one', async () => {
  const id = randomUUID();
  const answers = await Promise.all(Array.from({ length: 10 }, () => issue('a', id)));
  expect(await all()).toHaveLength(1);
  expect(answers.filter((a) => a.created)).toHaveLength(1);
  expect(new Set(answers.map((a) => JSON.stringify(a.certificate))).size).toBe(1);
  await expect(issue('b', id)).rejects.toMatchObject({ code: 'CERTIFICATE.ID_REUSED' });
});

test('what it says and its digest stay when records change; anybody is told that they have', async () => {
  const { certificate } = await issue('a');
  const find = () =>
    replicas.get(Certificates).find({ volunteerNo: 'a', code: certificate.code, within: 'everywhere' });
  expect(await verify(certificate.code)).toMatchObject({ state: 'valid', name: '欧**明', isCurrent: true });
  const [, checkOut] = attended('service', 'a', 100);
  await replicas
    .get(RecordAttendance)
    .execute([checkIn('service', 'a', { occurredAt: START + 95 * MINUTE }), checkOut!]);
  expect(await verify(certificate.code)).toMatchObject({ service: { minutes: 90 }, isCurrent: false });
  expect(await find()).toEqual(certificate);
});

test('the database holds no name, and no other volunteer gets at it', async () => {
  const { certificate } = await issue('a');
  expect(JSON.stringify(await all())).not.toContain('欧阳');
  const other = { volunteerNo: 'b', code: certificate.code, within: 'everywhere' as const };
  for (const act of [
    () => replicas.get(Certificates).find(other),
    () => replicas.get(Certificates).revoke({ ...other, because: 'x', by: 'b' }),
  ])
    await expect(act()).rejects.toEqual(new DomainError('CERTIFICATE.UNKNOWN'));
});

test('why it was revoked is not in the open', async () => {
  const { code } = (await issue('a')).certificate;
  const of = { volunteerNo: 'a', within: 'everywhere' as const };
  const revoke = (because: string) => replicas.get(Certificates).revoke({ ...of, code, because, by: 'office' });
  for (const because of ['欧阳小明冒用他人证件', '别的'])
    expect(await revoke(because)).toMatchObject({ revokedAt: ISSUED_AT, revokedBecause: '欧阳小明冒用他人证件' });
  expect(await replicas.get(Certificates).list(of)).toMatchObject([{ revokedBecause: '欧阳小明冒用他人证件' }]);
  expect(JSON.stringify(await all())).not.toContain('欧阳');
});

test('under a number that was found to be somebody else’s it is listed and revoked, but no more printed', async () => {
  const { code } = (await issue('a')).certificate;
  // The document number of `a` was mistyped: its person is another now.
  await replicas.get(RegistrySink).apply([leads('a', 'p-right', 2)], { epoch: 'e', position: 2 });
  await sleep(2 * MOMENT_MS);
  const of = { volunteerNo: 'a', within: 'everywhere' as const };
  const certificates = replicas.get(Certificates);
  expect(await certificates.list(of)).toMatchObject([{ code, revokedAt: null }]);
  expect(await verify(code)).toMatchObject({ state: 'valid', isCurrent: false });
  await expect(certificates.find({ ...of, code })).rejects.toEqual(new DomainError('CERTIFICATE.UNKNOWN'));
  await certificates.revoke({ ...of, code, because: '证件号码有误', by: 'office' });
  expect(await verify(code)).toMatchObject({ state: 'revoked' });
});

test('of whoever was erased it is forgotten, and of nobody else, not even of who is not known any more', async () => {
  const [a, b, c] = [await issue('a'), await issue('b'), await issue('c')];
  const { code } = b.certificate;
  await replicas
    .get(Certificates)
    .revoke({ volunteerNo: 'b', code, within: 'everywhere', because: '有误', by: 'office' });
  erased.add('a').add('b');
  known.delete('c');
  await replicas.get(Forgetting).look();
  const found = new Map((await all()).map((d) => [d.volunteerNo, d]));
  for (const no of ['a', 'b']) expect(Object.keys(found.get(no)!)).not.toEqual(expect.arrayContaining(['sealed']));
  expect(found.get('a')!.revoked).toEqual({ by: 'register', at: expect.anything() });
  expect(found.get('b')!.revoked).toEqual({ by: 'office', at: expect.anything() });
  expect(found.get('c')!.digest).toBe(c.certificate.digest);
  expect(await verify(a.certificate.code)).toEqual({ state: 'revoked', issuedAt: ISSUED_AT, revokedAt: ISSUED_AT });
  await replicas.get(Forgetting).look();
  expect((await all()).find((d) => d.volunteerNo === 'c')).toEqual(found.get('c'));
});
