import { type Language, translate } from '#i18n';
import { DomainError } from '#kernel';
import type { z } from 'zod';
import type { FieldError } from './problem.js';

/** Input that is not as the interface describes it. */
export class MalformedInput extends DomainError {
  constructor(readonly issues: readonly { path: string; code: string; message: string }[]) {
    super('REQUEST.MALFORMED');
  }

  errors(language: Language): FieldError[] {
    return this.issues.map(({ path, code, message }) => ({
      path,
      code,
      message: translate(language, `field.${code}`, { message, defaultValue: message }),
    }));
  }
}

/** Parses what came from outside. @throws MalformedInput */
export function parse<S extends z.ZodType>(schema: S, value: unknown, at = ''): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new MalformedInput(
    result.error.issues.slice(0, 20).map((issue) => ({
      path: [at, ...issue.path.map(String)].filter((p) => p !== '').join('.'),
      code: typeof issue.message === 'string' && /^[a-z_]+$/.test(issue.message) ? issue.message : 'invalid',
      message: issue.message,
    })),
  );
}
