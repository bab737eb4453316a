import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type AttendanceRecord,
  compareCodePoints,
  compareContent,
  contentText,
  type RecordContent,
  standing,
} from './record.js';

const base: AttendanceRecord = {
  id: '7a276276-ef8b-4537-b8cd-a6c5df4ec569',
  sessionNo: 'S1',
  volunteerNo: 'V1',
  kind: 'check-in',
  occurredAt: 1_000_000,
  method: 'qr',
  deviceId: '',
  enteredBy: '',
  approvedBy: '',
  annuls: '',
  note: '',
  receivedAt: 2_000_000,
};
const sign = (n: number) => Math.sign(n);
const points = (text: string) => Array.from(text, (c) => c.codePointAt(0) ?? 0);

/** By the code points themselves. */
function naive(a: string, b: string): number {
  const [x, y] = [points(a), points(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return sign((x[i] ?? 0) - (y[i] ?? 0));
  return sign(x.length - y.length);
}

describe('the order of texts', () => {
  test('is that of code points, also beyond U+FFFF, where UTF-16 units are in another order', () => {
    expect(['\uff21', '😀'].sort()).toEqual(['😀', '\uff21']);
    expect(compareCodePoints('😀', '\uff21')).toBeGreaterThan(0);
    expect(compareCodePoints('雷\u{2a6d6}', '雷\ue000')).toBeGreaterThan(0);
  });

  test('agrees with a comparison code point by code point', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}', '😀', '😁'),
      maxLength: 5,
    });
    fc.assert(fc.property(text, text, (a, b) => expect(sign(compareCodePoints(a, b))).toBe(naive(a, b))));
  });
});

describe('the order of contents', () => {
  const steps: [keyof RecordContent, Partial<RecordContent>, Partial<RecordContent>][] = [
    ['sessionNo', { sessionNo: 'S1' }, { sessionNo: 'S2' }],
    ['volunteerNo', { volunteerNo: 'V1' }, { volunteerNo: 'V2' }],
    // 撤销 U+64A4, 签到 U+7B7E U+5230, 签退 U+7B7E U+9000
    ['kind', { kind: 'annul' }, { kind: 'check-in' }],
    ['kind', { kind: 'check-in' }, { kind: 'check-out' }],
    ['occurredAt', { occurredAt: 999_000 }, { occurredAt: 1_000_000 }],
    // 定位 U+5B9A, 扫码 U+626B, 点名 U+70B9, 纸质 U+7EB8, 补录 U+8865
    ['method', { method: 'location' }, { method: 'qr' }],
    ['method', { method: 'qr' }, { method: 'roll-call' }],
    ['method', { method: 'roll-call' }, { method: 'paper' }],
    ['method', { method: 'paper' }, { method: 'back-fill' }],
    ['deviceId', { deviceId: '' }, { deviceId: 'd' }],
    ['enteredBy', { enteredBy: '' }, { enteredBy: '甲' }],
    ['approvedBy', { approvedBy: '' }, { approvedBy: '乙' }],
    ['annuls', { annuls: '' }, { annuls: 'a' }],
    ['note', { note: '' }, { note: ' ' }],
  ];
  test.each(steps)('%s: the first of %j and %j', (_, first, second) => {
    expect(compareContent({ ...base, ...first }, { ...base, ...second })).toBeLessThan(0);
    expect(compareContent({ ...base, ...second }, { ...base, ...first })).toBeGreaterThan(0);
  });

  test('asks the fields in the order of the definitions', () => {
    const all = (of: Partial<RecordContent>[]): RecordContent => ({
      ...base,
      ...Object.fromEntries(of.flatMap(Object.entries)),
    });
    const small = all(steps.map((s) => s[1]));
    const large = all(steps.map((s) => s[2]));
    const names = [...new Set(steps.map((s) => s[0]))];
    for (const [i, name] of names.entries()) {
      const later = Object.fromEntries(names.slice(i + 1).flatMap((n) => [[n, large[n]]]));
      const a = { ...base, ...large, ...later, [name]: small[name] };
      const b = { ...base, ...large, ...Object.fromEntries(names.slice(i + 1).map((n) => [n, small[n]])) };
      expect([name, compareContent(a, b) < 0]).toEqual([name, true]);
    }
  });

  test('is even exactly for equal contents, whatever the time of receipt', () => {
    const content = fc.record({
      sessionNo: fc.constantFrom('S1', 'S2'),
      kind: fc.constantFrom('check-in' as const, 'annul' as const),
      occurredAt: fc.constantFrom(1000, 2000),
      note: fc.constantFrom('', '甲', '"', ','),
      deviceId: fc.constantFrom('', '甲', '"', ','),
      receivedAt: fc.nat(),
    });
    fc.assert(
      fc.property(content, content, (a, b) => {
        const [x, y] = [
          { ...base, ...a },
          { ...base, ...b },
        ];
        expect(compareContent(x, y) === 0).toBe(contentText(x) === contentText(y));
      }),
    );
  });
});

describe('which content stands under an id', () => {
  test('the one received first', () => {
    const early = { ...base, note: 'z', receivedAt: 1 };
    expect(standing([base, early])).toBe(early);
  });

  test('of equal receipts the one that sorts first', () => {
    const other = { ...base, note: 'z' };
    expect(standing([other, base])).toBe(base);
  });
});
