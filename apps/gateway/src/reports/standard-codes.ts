import { type Language, translate } from '#i18n';

/** Kinds of codes that standards or the definitions fix, so that their names are known without data. */
export type StandardCodes = 'gender' | 'politicalStatus' | 'evidence' | 'ageBand' | 'month';

/** The name of a code; a code that is not in the standard is said to be so. */
export function standardName(language: Language, kind: StandardCodes, code: string): string {
  return translate(language, `codes.${kind}.${code}`, { defaultValue: translate(language, 'report.notStandard') });
}
