import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { recordInput } from '../attendance/record-input.js';
import { MalformedInput, parse } from './malformed.js';

const RECORD = {
  ...{ id: '11111111-1111-4111-8111-111111111111', sessionNo: 'S1', volunteerNo: 'V1', kind: 'check-in', method: 'qr' },
  occurredAt: '2022-05-01T09:10:00+08:00',
};

function problems(schema: z.ZodType, value: unknown, at?: string): MalformedInput {
  try {
    parse(schema, value, at);
  } catch (error) {
    if (error instanceof MalformedInput) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('what is wrong with input', () => {
  const wrong = {
    id: { ...RECORD, id: 'x' },
    sessionNo: { ...RECORD, sessionNo: ' ' },
    volunteerNo: { ...RECORD, volunteerNo: 7 },
    kind: { ...RECORD, kind: '签到' },
    method: { ...RECORD, method: undefined },
    occurredAt: { ...RECORD, occurredAt: '2022-05-01 25:00' },
    note: { ...RECORD, note: 'x'.repeat(2_001) },
    deviceId: { ...RECORD, deviceId: '\ud800' },
    annuls: { ...RECORD, kind: 'annul' },
  };

  test.each(Object.keys(wrong))('of %s is said in Chinese, and in English where that is asked for', (field) => {
    const malformed = problems(recordInput, wrong[field as keyof typeof wrong], 'records.3');
    const [chinese] = malformed.errors('zh');
    expect(chinese?.path).toBe(`records.3.${field}`);
    expect(chinese?.message).toMatch(/\p{Script=Han}/u);
    const [english] = malformed.errors('en');
    expect(english?.message).toMatch(/^[^\p{Script=Han}]+$/u);
  });

  test('has a code of its own where the field asks for something of ours', () => {
    const codeOf = (value: unknown) => problems(recordInput, value).errors('zh')[0]?.code;
    expect([codeOf(wrong.occurredAt), codeOf(wrong.annuls), codeOf(wrong.deviceId), codeOf(wrong.note)]).toEqual([
      ...['time_malformed', 'cell_missing', 'text_malformed', 'invalid'],
    ]);
  });

  test('is told of twenty places at most', () => {
    const many = problems(z.array(z.int()), Array.from({ length: 50 }, String));
    expect(many.errors('zh')).toHaveLength(20);
  });
});
