import type { Consent, Dispute, OwnData, ServiceRecord } from '#contracts';
import { type Language, type TextKey, translate } from '#i18n';
import { chinaIso } from '#kernel';

/** Everything that somebody takes along (《个人信息保护法》 article 45). */
export interface OwnExport {
  readonly data: OwnData;
  readonly consents: readonly Consent[];
  readonly attendances: ServiceRecord['attendances'];
  /** Apart from service. */
  readonly training: ServiceRecord['attendances'];
  readonly disputes: readonly Dispute[];
}

/** The rows of the CSV: which part, what, and what it says. */
export function* exportRows(
  { data, consents, attendances, training, disputes }: OwnExport,
  language: Language,
): Generator<string[]> {
  const word = (key: string) => translate(language, `ownExport.${key}` as TextKey);
  yield [word('part'), word('item'), word('content')];
  for (const key of Object.keys(data) as (keyof OwnData)[]) {
    const value = data[key];
    yield [word('data'), word(key), typeof value === 'boolean' ? word(value ? 'yes' : 'no') : [value].flat().join(';')];
  }
  for (const { purpose, given, version, at } of consents)
    yield [word('consents'), `${purpose} ${version}`, `${word(given ? 'given' : 'withdrawn')} ${chinaIso(at)}`];
  for (const [part, of] of Object.entries({ attendances, training }))
    for (const { sessionNo, sessionName, startsAt, minutes } of of)
      yield [word(part), `${sessionNo} ${sessionName}`, `${chinaIso(startsAt)} ${minutes} ${word('minutes')}`];
  for (const { sessionNo, sessionName, openedAt, claim, text, appeal, state, decisions } of disputes) {
    const said = [text, appeal, ...decisions.map((d) => d.because)].filter((words) => words !== '').join(';');
    yield [word('disputes'), `${sessionNo} ${sessionName}`, `${chinaIso(openedAt)} ${claim} ${state} ${said}`];
  }
}
