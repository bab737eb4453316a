import { expect, test } from '@jest/globals';
import { checkIn } from '#contracts';
import fc from 'fast-check';
import { incomingRecord, recordInput } from './record-input.js';

const contract = checkIn.attendance.record.input;
const user = { username: 'admin', grants: [{ role: 'administrator' as const }], volunteerNo: '' };
const record = {
  id: '11111111-1111-0111-0111-111111111111',
  sessionNo: 'S1',
  volunteerNo: 'V1',
  kind: 'annul',
  occurredAt: '2022-05-01T09:10:00+08:00',
  method: 'qr',
  annuls: 'x',
};

test('what is taken from outside is taken by the service too, so that no record harms those sent along with it', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.string({ unit: fc.constantFrom('İ', 'ß', 'Σ', '\u0000', '\ud83d\ude00', ' '), maxLength: 120 }),
  );
  const fields = {
    sessionNo: texts,
    volunteerNo: texts,
    annuls: texts,
    deviceId: texts,
    note: texts,
    enteredBy: texts,
  };
  let taken = 0;
  fc.assert(
    fc.property(fc.record(fields), (change) => {
      const parsed = recordInput.safeParse({ ...record, ...change });
      if (!parsed.success) return;
      taken++;
      const { success } = contract.safeParse({
        records: [incomingRecord(parsed.data, { user, within: 'everywhere', now: 0 })],
      });
      expect(success).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  expect(taken).toBeGreaterThan(100);
});

test('a text that lower case makes too long is refused alone', () => {
  expect(recordInput.safeParse({ ...record, annuls: 'İ'.repeat(50) }).success).toBe(true);
  expect(recordInput.safeParse({ ...record, annuls: 'İ'.repeat(100) }).success).toBe(false);
});
