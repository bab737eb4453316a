import { type TextKey, translate } from '#i18n';
import { oneLine, type Text, UserError } from '#launcher';

type CliKey<K = TextKey> = K extends `cli.${infer Name}` ? Name : never;
/** What a text is filled in with. */
export type Said = Readonly<Record<string, unknown>>;

/** A text of the command line in both languages. */
export function text(key: CliKey, values: Said = {}): Text {
  return { zh: translate('zh', `cli.${key}`, values), en: translate('en', `cli.${key}`, values) };
}

/** A failure that is explained to the user, Chinese first. */
export function failure(key: CliKey & `error.${string}`, values: Said = {}, detail?: string): UserError {
  return new UserError(text(key, values), detail);
}

/** Says one line to the user. */
export type Say = (key: CliKey, values?: Said) => void;

export const sayTo =
  (write: (line: string) => void): Say =>
  (key, values) =>
    write(oneLine(text(key, values)));

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
