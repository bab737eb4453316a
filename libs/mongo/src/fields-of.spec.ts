import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { fieldsOf } from './fields-of.js';

test('what a contract says of texts, numbers and words is a field each, whether or not it may be missing', () => {
  const shape = {
    kind: z.enum(['a', 'b']),
    name: z.string().max(9).default(''),
    at: z.number(),
    until: z.int().nullable(),
    account: z.string().optional(),
  };
  expect(fieldsOf(shape)).toEqual({
    kind: { type: String },
    name: { type: String },
    at: { type: Number },
    until: { type: Number },
    account: { type: String },
  });
  expect(() => fieldsOf({ posts: z.array(z.string()) })).toThrow('no field for posts');
});
