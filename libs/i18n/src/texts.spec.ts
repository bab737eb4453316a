import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ERROR_CODES } from '#contracts';
import { UNREADABLE_CODES } from '#tables';
import { en } from './en.js';
import { LANGUAGES, languageOf, translate } from './translate.js';
import { zh } from './zh.js';

const paths = (texts: object, at = ''): string[] =>
  Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [`${at}${key}`] : paths(text as object, `${at}${key}.`),
  );
const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

/** Codes that the sources give as `new RowRefusal(column, 'code')` or as the `code:` of a file's problem. */
function codesUsed(pattern: RegExp): string[] {
  const files = globSync(['apps/*/src/**/*.kind.ts', 'libs/imports/src/*.ts']).filter((f) => !/spec\.ts$/.test(f));
  return [
    ...new Set(files.flatMap((f) => [...readFileSync(f, 'utf8').matchAll(pattern)].map((m) => m[1] ?? ''))),
  ].sort();
}

describe('the texts for users', () => {
  test('both languages have every text, and English has no blank of its own to fill in', () => {
    expect(paths(en).sort()).toEqual(paths(zh).sort());
    for (const [section, texts] of Object.entries(zh)) {
      for (const [key, text] of Object.entries(texts)) {
        const other = (en as Record<string, Record<string, string>>)[section]?.[key] ?? '';
        expect([key, placeholders(other).filter((p) => !text.includes(p))]).toEqual([key, []]);
        expect([key, other.trim() !== '']).toEqual([key, true]);
      }
    }
  });

  test('every error has one', () => expect(Object.keys(zh.error).sort()).toEqual([...ERROR_CODES].sort()));

  test('every reason for which a row is refused has one', () => {
    const used = codesUsed(/new RowRefusal\((?:[^()]|\([^()]*\))*?'([a-z_]+)'\s*\)/g);
    expect(used).toContain('village_unknown');
    expect(used).toContain('number_repeated');
    expect(used.filter((code) => !(code in zh.refusal))).toEqual([]);
  });

  test('every problem of a file has one', () => {
    const used = codesUsed(/code: '([A-Za-z_.]+)'/g);
    expect(used).toContain('header_column_missing');
    expect([...used, ...UNREADABLE_CODES].filter((code) => !(code in zh.file))).toEqual([]);
  });

  test('no text is left over whose reason nobody gives', () => {
    const sources = globSync(['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts']).filter(
      (f) => !/spec\.ts$|libs\/i18n/.test(f),
    );
    const all = sources.map((f) => readFileSync(f, 'utf8')).join('\n');
    const codes = [...Object.keys(zh.refusal), ...Object.keys(zh.file)];
    expect(codes.filter((code) => !all.includes(`'${code}'`))).toEqual([]);
  });

  test('a text comes with its blanks filled in, in the language asked for', () => {
    expect(translate('zh', 'file.FILE.ROW_TOO_LONG', { row: 7 })).toContain('第 7 行');
    expect(translate('en', 'file.FILE.ROW_TOO_LONG', { row: 7 })).toContain('Row 7');
    for (const language of LANGUAGES) expect(translate(language, 'refusal.no_such')).toBe('refusal.no_such');
  });

  test.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['en', 'en'],
    ['en-GB,en;q=0.9', 'en'],
    ['fr,en;q=0.8,zh;q=0.7', 'en'],
    ['zh-CN,en', 'zh'],
    ['fr', 'zh'],
  ])('Accept-Language %j is %s', (header, language) => expect(languageOf(header)).toBe(language));
});
