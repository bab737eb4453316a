import { readdirSync, readFileSync } from 'node:fs';
import { SERVICES } from '#contracts';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { documents, FOLDER } from './documents.js';
import { messages, shape } from './messages.js';

const now = await documents();

describe(`${FOLDER} is what the code says; if a test fails here, run \`npm run docs\` and commit what it writes`, () => {
  test('the files', () => expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(now).sort()));

  test.each(Object.entries(now))('%s', (name, text) => expect(readFileSync(`${FOLDER}/${name}`, 'utf8')).toBe(text));
});

describe('messages', () => {
  test('each subject is there once, and every service has some', () => {
    const all = messages();
    expect(new Set(all.map((m) => m.subject)).size).toBe(all.length);
    expect([...new Set(all.map((m) => m.service))].sort()).toEqual([...SERVICES].sort());
  });

  test('a schema is told in one line', () => {
    const schema = z.object({
      id: z.uuid(),
      year: z.int().nullable(),
      note: z.string().optional(),
      cells: z.record(
        z.string(),
        z.object({ n: z.number(), deep: z.object({ more: z.boolean() }), none: z.object({}) }),
      ),
      kinds: z.array(z.union([z.literal('a'), z.enum(['b', 'c'])])),
      any: z.unknown(),
    });
    expect(shape(z.toJSONSchema(schema))).toBe(
      '{ id: uuid; year: integer | null; note?: string; cells: Record<string, { n: number; deep: {…}; none: {} }>; ' +
        'kinds: Array<"a" | "b" | "c">; any: unknown }',
    );
  });
});

test('the interface requires no header of anybody beside the token', () => {
  const { paths } = JSON.parse(now['openapi.json'] ?? '') as {
    paths: Record<string, Record<string, { parameters?: { in: string; name: string; required?: boolean }[] }>>;
  };
  const headers = Object.values(paths)
    .flatMap((operations) => Object.values(operations))
    .flatMap(({ parameters = [] }) => parameters.filter((parameter) => parameter.in === 'header'));
  expect(headers.map(({ name }) => name)).toContain('accept-language');
  expect(headers.filter(({ required }) => required === true)).toEqual([]);
});
