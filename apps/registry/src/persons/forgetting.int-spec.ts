import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CONSENT_VERSIONS, type Registration } from '#contracts';
import { Transactions } from '#mongo';
import { KeyRing } from '#privacy';
import type { Abstract } from '@nestjs/common';
import { Calendars } from '../calendars/calendars.js';
import { CardRepository } from '../cards/card.repository.js';
import { Cards } from '../cards/cards.js';
import { ConsentRepository } from '../consents/consent.repository.js';
import { Consents } from '../consents/consents.js';
import { DivisionRepository } from '../divisions/division.repository.js';
import { QualificationRepository } from '../qualifications/qualification.repository.js';
import { QualificationsController } from '../qualifications/qualifications.controller.js';
import { MembershipRepository } from '../teams/membership.repository.js';
import { Memberships } from '../teams/memberships.js';
import { TeamRepository } from '../teams/team.repository.js';
import { sealLeader } from '../teams/team-leader.js';
import { Teams } from '../teams/teams.js';
import { PersonalData } from '../volunteers/personal-data.js';
import { type VolunteerDocument, VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { OwnDataDesk } from './own-data.js';
import { OwnRegistration } from './own-registration.js';
import { type RegistryHere, startRegistry } from '../testing/registry-here.js';

const VILLAGE = '430922001001';
let registry: RegistryHere;
const get = <T>(type: Abstract<T>): T => registry.get(type);
const run: Transactions['run'] = (work) => get(Transactions).run(work);

beforeAll(async () => {
  registry = await startRegistry();
  const village = { _id: VILLAGE, digest: 'x', name: '东村', level: 'village', parent: '430922001' } as const;
  await run((session) => get(DivisionRepository).apply([village], '2020-01-01', session));
});
afterAll(() => registry.stop());

let made = 0;
const said = (): Registration => ({
  ...{ name: '王小明', documentType: '02', documentNumber: `H${++made}`, bornOn: '1990-05-01', gender: '1' },
  ...{ phone: String(13_900_000_000 + made), politicalStatus: '13', education: '20', division: VILLAGE },
  consent: { version: CONSENT_VERSIONS.service, guardian: '' },
});
const register = async (of: Registration): Promise<VolunteerDocument> => {
  const input = { ...of, password: 'Patient-river-88', invitation: '', address: String(made) };
  const { volunteerNo } = await get(OwnRegistration).register(input);
  return get(VolunteerRepository).get(volunteerNo);
};
/** Everything that the service's database holds, as one text. */
async function everything(): Promise<string> {
  const names = (await registry.db.listCollections({}, { nameOnly: true }).toArray()).map((c) => c.name);
  const all = await Promise.all(names.map((name) => registry.db.collection(name).find().toArray()));
  return JSON.stringify(all);
}

test('what is erased leaves the pseudonym, and nothing that the identity or the phone number leads to', async () => {
  const of = said();
  const row = await register(of);
  const { person, identity, phoneIndex } = row;
  const change = { phone: String(13_800_000_000 + made), name: '王小红' };
  await get(OwnDataDesk).correct({ volunteerNo: row._id, change, by: 'x' });
  await get(Calendars).make({ volunteerNo: row._id }, 'everywhere');
  const traces = [identity, phoneIndex, get(PersonalData).phoneIndex(change.phone)];
  const before = await everything();
  expect(before).toContain(identity);
  await get(OwnDataDesk).erase({ volunteerNo: row._id, by: 'x', within: 'everywhere' });
  const after = await everything();
  for (const trace of traces) expect(after).not.toContain(trace);
  expect(await registry.db.collection('former-versions').countDocuments({ volunteerNo: row._id })).toBe(0);
  expect(await registry.db.collection('calendars').countDocuments()).toBe(0);
  const left = await registry.db.collection('volunteers').findOne({ _id: row._id as never });
  expect(left).toEqual({
    ...{ _id: row._id, digest: 'erased', rev: 2, person, gender: '1', politicalStatus: '13', division: VILLAGE },
    ...{ birthYear: 1990, registeredOn: row.registeredOn },
  });
  expect((await register(of)).person).not.toBe(person);
});

test('what a person consented to is known until it is withdrawn, and ends when he is erased', async () => {
  const rows = [await register(said()), await register(said()), await register(said())];
  const given = () => get(ConsentRepository).given([...rows.map((r) => r.person), 'nobody'], 'notices-by-mail');
  const decide = (row: VolunteerDocument, is: boolean) => {
    const [purpose, version] = ['notices-by-mail', CONSENT_VERSIONS['notices-by-mail']] as const;
    return get(Consents).decide({ volunteerNo: row._id, purpose, given: is, version, proxy: '', by: 'x' });
  };
  expect(await given()).toEqual([]);
  await Promise.all(rows.map((row) => decide(row, true)));
  expect((await given()).sort()).toEqual(rows.map((r) => r.person).sort());
  await decide(rows[0]!, false);
  await get(OwnDataDesk).erase({ volunteerNo: rows[1]!._id, by: 'x', within: 'everywhere' });
  expect(await given()).toEqual([rows[2]!.person]);
  await decide(rows[0]!, true);
  expect((await given()).sort()).toEqual([rows[0]!.person, rows[2]!.person].sort());
});

describe('who is erased at the very moment at which something is written about him', () => {
  const TEAM = { teamNo: 'T1', within: 'everywhere' } as const;
  beforeAll(() => {
    const documents = ['T1', 'T2'].map((_id) => ({
      ...{ _id, digest: 'x', name: _id, teamType: '', category: '', division: VILLAGE, foundedOn: '2020-01-01' },
      sealed: sealLeader(get(KeyRing), _id, { leader: '', phone: '' }),
    }));
    return run((session) => get(TeamRepository).apply(documents, '2020-01-01', session));
  });

  /** Erases him when the other has read who he is and is about to write: for as long as that waits, or after it. */
  async function erasedMeanwhile<T extends object>(
    { _id: volunteerNo }: VolunteerDocument,
    [writer, method]: readonly [T, keyof T],
    act: () => Promise<unknown>,
  ): Promise<void> {
    const write = writer[method] as (...of: unknown[]) => unknown;
    let erasing: Promise<unknown> | undefined;
    const held = async (...of: unknown[]) => {
      Object.assign(writer, { [method]: write });
      erasing ??= get(OwnDataDesk).erase({ volunteerNo, by: 'x', within: 'everywhere' });
      await Promise.race([erasing, sleep(500)]);
      return write.apply(writer, of);
    };
    Object.assign(writer, { [method]: held });
    await act().catch((error: unknown) => expect(error).toMatchObject({ code: 'VOLUNTEER.UNKNOWN' }));
    await erasing;
    expect(erasing).toBeDefined();
  }
  const linesOf = async (collection: string, of: object) => registry.db.collection(collection).countDocuments(of);

  test('leaves no membership, whether he is accepted or his team is merged', async () => {
    const [accepted, member] = [await register(said()), await register(said())];
    for (const { _id: volunteerNo } of [accepted, member])
      await get(Memberships).act('apply', { ...TEAM, volunteerNo });
    const accept = ({ _id: volunteerNo }: VolunteerDocument) =>
      get(Memberships).act('accept', { ...TEAM, volunteerNo });
    const put = [get(MembershipRepository), 'put'] as const;
    await erasedMeanwhile(accepted, put, () => accept(accepted));
    await accept(member);
    await erasedMeanwhile(member, put, () => get(Teams).merge({ ...TEAM, into: 'T2', by: 'x' }));
    expect(await linesOf('memberships', { volunteerNo: { $in: [accepted._id, member._id] } })).toBe(0);
  });

  test('consents to nothing', async () => {
    const row = await register(said());
    const purpose = 'notices-by-mail';
    const consent = { purpose, given: true, version: CONSENT_VERSIONS[purpose], proxy: '', by: 'x' } as const;
    const add = [get(ConsentRepository), 'add'] as const;
    await erasedMeanwhile(row, add, () => get(Consents).decide({ ...consent, volunteerNo: row._id }));
    expect(await get(ConsentRepository).given([row.person], purpose)).toEqual([]);
  });

  test('leaves no card that holds, whichever way it is made', async () => {
    const add = [get(CardRepository), 'add'] as const;
    const of = { by: 'x', within: 'everywhere' } as const;
    const ways: ((volunteerNo: string) => Promise<unknown>)[] = [
      (volunteerNo) => get(Cards).issue({ volunteerNo, ...of }),
      (volunteerNo) => get(Cards).own({ volunteerNo, by: 'x' }),
      (volunteerNo) => get(Cards).print({ volunteerNos: [volunteerNo], ...of }),
    ];
    for (const make of ways) {
      const row = await register(said());
      await erasedMeanwhile(row, add, () => make(row._id));
      expect(await linesOf('cards', { person: row.person, holds: true })).toBe(0);
    }
  });

  test('leaves no qualification', async () => {
    const row = await register(said());
    const of = { code: 'first_aid', from: '2020-01-01', until: null, certificate: 'C-1', by: 'x' } as const;
    const add = [get(QualificationRepository), 'add'] as const;
    const record = () => get(QualificationsController).record({ ...of, volunteerNo: row._id, within: 'everywhere' });
    await erasedMeanwhile(row, add, record);
    expect(await linesOf('qualifications', { person: row.person })).toBe(0);
  });
});

test('two who give numbers to one identity at the same time give them to one person', async () => {
  const row = await register(said());
  const of = { type: '02', number: 'SAME' };
  const { person: _, rev: __, ...rest } = row;
  const identity = get(PersonalData).identityIndex(of);
  const rows = Array.from({ length: 8 }, (_, i) => ({ ...rest, _id: `N${i}`, digest: `d${i}`, identity }));
  await Promise.all(rows.map((r) => run((session) => get(VolunteerRepository).apply([r], session))));
  const found = await run((session) => get(VolunteerRepository).ofIdentity(identity, session));
  expect(found.map((r) => r._id)).toEqual(rows.map((r) => r._id));
  expect(new Set(found.map((r) => r.person)).size).toBe(1);
});

test('a person from before persons were drawn stays the same person, found by his identity', async () => {
  const { identity, person: _, ...rest } = await register(said());
  const old = { ...rest, _id: 'OLD' as never, person: 'index-of-old' };
  await registry.db.collection('volunteers').insertOne(old);
  await get(VolunteerRepository).onModuleInit();
  const row = { ...rest, _id: 'NEW', digest: 'other', identity: 'index-of-old' };
  await run((session) => get(VolunteerRepository).apply([row], session));
  expect((await get(VolunteerRepository).get('NEW')).person).toBe('index-of-old');
  expect((await get(VolunteerRepository).get('OLD')).identity).toBe('index-of-old');
  expect(identity).not.toBe('index-of-old');
});
