import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkCharacter, identityNumber, spelled, SPELLING_NAMES, withWrongCheck } from './identity.js';
import { People } from './people.js';
import { dayNumber } from './time.js';

describe('identity numbers of the demo county', () => {
  it('have the check character of GB 11643', () => {
    // The example of the standard.
    expect(checkCharacter('11010519491231002')).toBe('X');
    expect(checkCharacter('44052418800101001')).toBe('4');
  });

  it('carry the unassigned prefix, the birth date and the serial number', () => {
    expect(identityNumber(dayNumber(1949, 12, 31), 2)).toMatch(/^43099919491231002[0-9X]$/);
    expect(identityNumber(dayNumber(2004, 2, 29), 117)).toMatch(/^43099920040229117[0-9X]$/);
  });

  it('are wrong where they are meant to be', () => {
    fc.assert(
      fc.property(fc.integer({ min: -15_000, max: 15_000 }), fc.nat(999), (day, serial) => {
        const number = identityNumber(day, serial);
        const wrong = withWrongCheck(number);
        expect(wrong.slice(0, 17)).toBe(number.slice(0, 17));
        expect(wrong.charAt(17)).not.toBe(checkCharacter(wrong.slice(0, 17)));
      }),
    );
  });

  it.each(SPELLING_NAMES)('are still the same number when typed with %s', (spelling) => {
    const number = '43099919491231002X';
    const typed = spelled(number, spelling);
    expect(typed).not.toBe(number);
    expect(typed.normalize('NFKC').replace(/[\s\u200b-\u200d\u2060\ufeff]/g, '').toUpperCase()).toBe(number); // prettier-ignore
  });
});

describe('the people of the demo county', () => {
  it('differ in their identity, have a real birth date and a serial number that tells their sex', () => {
    const year = 2020;
    const people = new People(year, 5, 120_000, ['430922101001', '430922101002']);
    const seen = new Set<string>();
    // The first and the last of a whole county's people, and those of its refused rows.
    const indices = Array.from({ length: 30_000 }, (_, i) => (i < 20_000 ? i : i + 100_000));
    for (const index of indices) {
      const person = people.person(index);
      const identity = `${person.documentType} ${person.documentNumber}`;
      if (seen.has(identity)) throw new Error(`${identity} twice`);
      seen.add(identity);
      if (person.documentType !== '01') continue;
      const { documentNumber: no, born, gender } = person;
      const wellFormed =
        /^430999\d{11}[0-9X]$/.test(no) &&
        no.slice(6, 14) === born.replaceAll('-', '') &&
        no.charAt(17) === checkCharacter(no.slice(0, 17)) &&
        new Date(born).toISOString().startsWith(born) &&
        (gender === '' || Number(no.charAt(16)) % 2 === Number(gender) % 2);
      if (!wellFormed) throw new Error(`not well formed: ${JSON.stringify(person)}`);
    }
    expect(seen.size).toBe(indices.length);
  });
});
