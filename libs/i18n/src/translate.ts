import i18next, { type i18n } from 'i18next';
import { en } from './en.js';
import { type Texts, zh } from './zh.js';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

type Key<S extends keyof Texts> = `${S}.${Extract<keyof Texts[S], string>}`;
/** Every text by its path, e.g. `error.AUTH.REQUIRED`. */
export type TextKey = { [S in keyof Texts]: Key<S> }[keyof Texts];

const instance: i18n = i18next.createInstance({
  resources: { zh: { translation: zh }, en: { translation: en } },
  lng: 'zh',
  fallbackLng: 'zh',
  // Codes have dots of their own: the first part is the section, the rest one key.
  keySeparator: '\u0000',
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
});
void instance.init();

/** A text in a language, its `{{names}}` filled in. A key that is not there comes back as it is. */
export function translate(
  language: Language,
  key: TextKey | (string & {}),
  values: Readonly<Record<string, unknown>> = {},
): string {
  const dot = key.indexOf('.');
  return instance.t(`${key.slice(0, dot)}\u0000${key.slice(dot + 1)}`, { lng: language, defaultValue: key, ...values });
}

/** The keys of a section, in the order in which its texts are to be shown. */
export function keysOf<S extends keyof Texts>(section: S): Extract<keyof Texts[S], string>[] {
  return Object.keys(zh[section]) as Extract<keyof Texts[S], string>[];
}

/** The language of an `Accept-Language` header: English where it comes before Chinese, Chinese otherwise. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().slice(0, 2));
  return wanted.find((l): l is Language => l === 'zh' || l === 'en') ?? 'zh';
}
