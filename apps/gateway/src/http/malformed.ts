import { keysOf, type Language, translate } from '#i18n';
import { DomainError } from '#kernel';
import type { z } from 'zod';
import { en, zhCN } from 'zod/v4/locales';
import type { FieldError } from './problem.js';

/** What is wrong with a field: a code of ours, whose text is `field.<code>`, or what zod found. */
export type FieldIssue = { readonly path: string } & (
  { readonly code: FieldCode } | { readonly found: z.core.$ZodIssue }
);
export type FieldCode = ReturnType<typeof keysOf<'field'>>[number];

/** zod's words for what it finds, by language. */
const WORDS: Readonly<Record<Language, z.core.$ZodErrorMap>> = { zh: zhCN().localeError, en: en().localeError };

/** An error of which every part is told. */
export abstract class ListedError extends DomainError {
  abstract errors(language: Language): FieldError[];
}

/** Input that is not as the interface describes it. */
export class MalformedInput extends ListedError {
  constructor(readonly issues: readonly FieldIssue[]) {
    super('REQUEST.MALFORMED');
  }

  override errors(language: Language): FieldError[] {
    return this.issues.map((issue) =>
      'code' in issue
        ? { path: issue.path, code: issue.code, message: translate(language, `field.${issue.code}`) }
        : { path: issue.path, code: 'invalid', message: said(issue.found, language) },
    );
  }
}

function said(issue: z.core.$ZodIssue, language: Language): string {
  const words = WORDS[language](issue as z.core.$ZodRawIssue);
  return typeof words === 'string' ? words : (words?.message ?? issue.message);
}

const CODES: ReadonlySet<string> = new Set(keysOf('field'));
const isOurs = (message: string): message is FieldCode => CODES.has(message);

/** Parses what came from outside: a field of another type than is described is refused, so that no object gets into a filter (OWASP ASVS 5.0, 1.2.4, 2.2.1 and 2.2.2). @throws MalformedInput */
export function parse<S extends z.ZodType>(schema: S, value: unknown, at = ''): z.output<S> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new MalformedInput(
    result.error.issues.slice(0, 20).map((issue) => {
      const path = [at, ...issue.path.map(String)].filter((p) => p !== '').join('.');
      return isOurs(issue.message) ? { path, code: issue.message } : { path, found: issue };
    }),
  );
}
