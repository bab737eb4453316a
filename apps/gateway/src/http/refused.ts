import type { ErrorCode } from '#contracts';
import { type Language, translate } from '#i18n';
import type { ErrorDetails } from '#kernel';
import { ListedError } from './malformed.js';
import type { FieldError } from './problem.js';

/** Where the texts of the reasons are. */
type Section = 'signUp' | 'publishing' | 'change' | 'registering';

/** A reason, and of what part of the request; `''` for the whole. */
export interface Reason {
  readonly path: string;
  readonly code: string;
}

/** What rules refuse, with every reason at once. */
export class Refused extends ListedError {
  constructor(
    code: ErrorCode,
    private readonly section: Section,
    private readonly reasons: readonly (Reason | string)[],
    details: ErrorDetails = {},
  ) {
    super(code, details);
  }

  override errors(language: Language): FieldError[] {
    return this.reasons.map((reason) => {
      const { path, code } = typeof reason === 'string' ? { path: '', code: reason } : reason;
      return { path, code, message: translate(language, `${this.section}.${code}`) };
    });
  }
}
