import { expect, test } from '@jest/globals';
import { noticeKind } from '#contracts';
import fc from 'fast-check';
import { isSent, shortNoticeText } from './notice-text.js';

const kinds = fc.constantFrom(...noticeKind.options);
const times = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2099-12-31') });
const names = fc.oneof(fc.string({ maxLength: 200, unit: 'grapheme' }), fc.constant('河'.repeat(200)));
const said = { sessionNo: 'S1', place: '', because: '' };

test('whatever a session is called, a notice that is sent is one text message, and a name that fits is whole', () => {
  fc.assert(
    fc.property(kinds, times, names, (kind, at, sessionName) => {
      const notice = { ...said, kind, sessionName, startsAt: at, offeredUntil: at };
      if (!isSent(notice)) return;
      const text = shortNoticeText(notice);
      expect(text.length).toBeLessThanOrEqual(70);
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toMatch(/^sms\./);
      if (sessionName.length <= 8) expect(text).toContain(sessionName);
    }),
  );
});
