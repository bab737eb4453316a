import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Lead, Persons } from './persons.js';

const NUMBERS = ['a', 'b', 'c', 'd', 'e'];
const PERSONS = ['p', 'q', 'r'];
const lead = fc.tuple(
  fc.constantFrom(...NUMBERS),
  fc.option(fc.constantFrom(...PERSONS)),
  fc.nat({ max: 9 }),
) as fc.Arbitrary<Lead>;

test('a number leads where was said last, and a person has the numbers that lead to him, however the log is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.array(lead)), (entries) => {
      const persons = new Persons();
      const leads = new Map<string, { person: string; rev: number }>();
      for (const entry of entries) {
        const held = persons.ofNumbers(NUMBERS);
        const before = structuredClone(held);
        persons.take(entry);
        expect(held).toEqual(before);
        for (const [no, person, rev] of entry) {
          if (person === null) leads.delete(no);
          else leads.set(no, { person, rev });
        }
      }
      for (const no of NUMBERS) expect(persons.get(no)).toEqual(leads.get(no));
      for (const id of PERSONS) {
        const numbers = NUMBERS.filter((no) => leads.get(no)?.person === id);
        expect([...persons.byItsId(id).numbers].sort()).toEqual(numbers);
        expect(persons.ofNumbers(numbers).map((p) => p.id)).toEqual(numbers.length === 0 ? [] : [id]);
      }
    }),
  );
});

test('after its revisions are forgotten it leads where it did, and any fact is newer', () => {
  const persons = new Persons();
  persons.take([
    ['a', 'p', 7],
    ['b', 'p', 8],
  ]);
  persons.forgetRevisions();
  expect(persons.ofNumbers(['a', 'b'])).toEqual([{ id: 'p', numbers: ['a', 'b'] }]);
  expect(persons.get('a')).toEqual({ person: 'p', rev: 0 });
  expect(persons.untold(9)).toEqual(['a', 'b']);
  expect(persons.untold(1)).toEqual(['a']);
  persons.take([['a', 'p', 1]]);
  expect(persons.untold(9)).toEqual(['b']);
  persons.take([['b', null, 0]]);
  expect(persons.untold(9)).toEqual([]);
});
