import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { verifyCard } from '#card';
import { Transactions } from '#mongo';
import type { Abstract } from '@nestjs/common';
import { OwnDataDesk } from '../persons/own-data.js';
import { PersonalData } from '../volunteers/personal-data.js';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { CardKeys } from './card-keys.js';
import { Cards } from './cards.js';
import { type RegistryHere, startRegistry } from '../testing/registry-here.js';

const VILLAGE = '430922001001';
let registry: RegistryHere;
const get = <T>(type: Abstract<T>): T => registry.get(type);

beforeAll(async () => (registry = await startRegistry()));
afterAll(() => registry.stop());

/** Brings a number in that leads to the person of a document. */
async function registered(volunteerNo: string, documentNumber: string): Promise<void> {
  const said = {
    ...{
      volunteerNo,
      name: '王小明',
      documentType: '02',
      documentNumber,
      bornOn: '1990-05-01',
      phone: '',
      gender: '1',
    },
    ...{
      politicalStatus: '13',
      education: '20',
      division: VILLAGE,
      teams: [],
      registeredOn: '2020-01-01',
      consent: '1',
    },
  };
  const row = get(PersonalData).row({ ...said, digest: `${volunteerNo}${documentNumber}` });
  await get(Transactions).run((session) => get(VolunteerRepository).apply([row], session));
}
const issue = (volunteerNo: string) => get(Cards).issue({ volunteerNo, by: 'office', within: 'everywhere' });
const own = (volunteerNo: string) => get(Cards).own({ volunteerNo, by: 'himself' });
const holds = async (...cards: { cardId: string }[]) =>
  (await get(Cards).check(cards.map((c) => c.cardId))).map((c) => c.holds);

test('a card says its number and the volunteer’s, under a key that is published', async () => {
  await registered('A1', 'HA');
  const { token, cardId, issuedAt } = await issue('A1');
  const keys = { keys: get(CardKeys).published(Date.now()) };
  expect(JSON.stringify(keys)).not.toContain('"d"');
  expect(verifyCard(token, keys)).toEqual({
    cardId,
    volunteerNo: 'A1',
    issuedAt: Math.floor(issuedAt / 1000) * 1000,
  });
});

test('one that is issued anew or revoked no longer holds, and one that never was holds as little', async () => {
  await registered('B1', 'HB');
  const first = await own('B1');
  expect(await own('B1')).toEqual(first);
  const second = await issue('B1');
  expect(await holds(first, second, { cardId: 'never' })).toEqual([false, true, false]);
  await get(Cards).revoke({ volunteerNo: 'B1', by: 'office', because: 'lost', within: 'everywhere' });
  expect(await holds(second)).toEqual([false]);
  const again = get(Cards).revoke({ volunteerNo: 'B1', by: 'office', because: 'lost', within: 'everywhere' });
  await expect(again).rejects.toMatchObject({ code: 'CARD.NONE' });
});

test('of a person one card holds at most, whichever of his numbers asks and however many ask at once', async () => {
  await registered('C1', 'HC');
  await registered('C2', 'HC');
  const made = await Promise.all(
    Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? issue : own)(i % 3 === 0 ? 'C1' : 'C2')),
  );
  const held = new Set(made.map((c) => c.cardId));
  expect((await holds(...[...held].map((cardId) => ({ cardId })))).filter(Boolean)).toHaveLength(1);
});

test('a card no longer holds when its number leads to somebody else, or its holder is erased', async () => {
  await registered('D1', 'HD');
  await registered('E1', 'HE');
  const [moved, erased] = [await issue('D1'), await issue('E1')];
  expect(await holds(moved, erased)).toEqual([true, true]);
  await registered('D1', 'HX');
  await get(OwnDataDesk).erase({ volunteerNo: 'E1', by: 'office', within: 'everywhere' });
  expect(await holds(moved, erased)).toEqual([false, false]);
  await expect(issue('E1')).rejects.toMatchObject({ code: 'VOLUNTEER.UNKNOWN' });
});

test('a sheet has one card a person, in the order that was asked for, and those alone who may be seen', async () => {
  await registered('F1', 'HF');
  await registered('F2', 'HF');
  await registered('G1', 'HG');
  const print = (within: 'everywhere' | { divisions: string[]; teams: string[] }) =>
    get(Cards).print({ volunteerNos: ['G1', 'F2', 'F1', 'nobody'], by: 'office', within });
  const cards = await print('everywhere');
  expect(cards.map((c) => [c.volunteerNo, c.name])).toEqual([
    ['G1', '王小明'],
    ['F2', '王小明'],
  ]);
  expect(await holds(...cards)).toEqual([true, true]);
  expect((await print('everywhere')).map((c) => c.cardId)).toEqual(cards.map((c) => c.cardId));
  expect(await print({ divisions: ['430923'], teams: [] })).toEqual([]);
});
