import { describe, expect, test } from '@jest/globals';
import type { VolunteerFact } from '#contracts';
import fc from 'fast-check';
import { Register } from './register.js';

const row = (key: string, change: Partial<VolunteerFact> = {}): VolunteerFact => ({
  key,
  rev: 1,
  kind: 'volunteer',
  person: 'p',
  registeredOn: '2020-06-18',
  gender: '1',
  politicalStatus: '13',
  birthYear: 1984,
  division: '431126103202',
  ...change,
});
const taken = (...rows: VolunteerFact[]): Register => {
  const register = new Register();
  for (const r of rows) register.apply(r);
  return register;
};
const dataOf = (register: Register) => register.persons.get('p')?.data.key;

describe("a person's data", () => {
  test('are those of the row with the earliest 注册日期', () =>
    expect(dataOf(taken(row('V1'), row('V2', { registeredOn: '2019-12-31' })))).toBe('V2'));

  test('then of the smallest 志愿者编号, compared as text', () =>
    expect(dataOf(taken(row('V9'), row('V10'), row('v1')))).toBe('V10'));

  test('go over to the next row when the row that gave them is replaced', () =>
    expect(dataOf(taken(row('V1'), row('V2'), row('V1', { rev: 2, registeredOn: '2021-01-01' })))).toBe('V2'));

  test('go away with the last number when that number comes to lead to somebody else', () => {
    const register = taken(row('V1'), row('V1', { rev: 2, person: 'q' }));
    expect(register.persons.has('p')).toBe(false);
    expect(register.persons.get('q')?.data.key).toBe('V1');
    expect(register.registered(2022, '')).toBe(1);
  });

  test('an earlier revision that comes late changes nothing', () =>
    expect(taken(row('V1', { rev: 2, gender: '2' }), row('V1')).persons.get('p')?.data.gender).toBe('2'));
});

describe('registered volunteers', () => {
  test('are persons, not numbers', () => expect(taken(row('V1'), row('V2')).registered(2022, '')).toBe(1));

  test('count from the year of their earliest registration on', () => {
    const register = taken(
      row('V1', { registeredOn: '2021-12-31' }),
      row('V2', { person: 'q', registeredOn: '2022-01-01' }),
    );
    expect([2020, 2021, 2022].map((y) => register.registered(y, ''))).toEqual([0, 1, 2]);
  });

  test('lie where their own division lies, by the prefix of its code', () => {
    const register = taken(row('V1'), row('V2', { registeredOn: '2019-01-01', division: '431126999001' }));
    expect(['', '431126', '431126999', '431126103'].map((d) => register.registered(2022, d))).toEqual([1, 1, 1, 0]);
  });

  test('are what a count from the last revisions gives, whatever came in between and in whatever order', () => {
    const fact = fc.record({
      key: fc.constantFrom('V1', 'V2', 'V3', 'V4'),
      person: fc.constantFrom('p', 'q'),
      registeredOn: fc.constantFrom('2019-05-01', '2020-12-31', '2021-01-01'),
      division: fc.constantFrom('431126001001', '431126001002', '431126002001'),
    });
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 12, size: 'max' }), fc.nat(), (changes, seed) => {
        const rows = changes.map(({ key, ...rest }, i) => row(key, { ...rest, rev: i + 1 }));
        const register = taken(
          ...[...rows].sort((a, b) => ((a.rev * 7919 + seed) % 13) - ((b.rev * 7919 + seed) % 13)),
        );
        const last = new Map(rows.map((r) => [r.key, r]));
        for (const [year, prefix] of [
          [2020, ''],
          [2020, '431126001'],
          [2021, '431126002'],
        ] as const) {
          const persons = ['p', 'q'].filter((p) => {
            const own = [...last.values()]
              .filter((r) => r.person === p)
              .sort((a, b) => (`${a.registeredOn} ${a.key}` < `${b.registeredOn} ${b.key}` ? -1 : 1))[0];
            return own !== undefined && own.registeredOn <= `${year}-12-31` && own.division.startsWith(prefix);
          });
          expect(register.registered(year, prefix)).toBe(persons.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
