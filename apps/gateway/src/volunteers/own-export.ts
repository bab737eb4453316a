import type {
  Consent,
  Dispute,
  KeptOfPerson,
  OutputOf,
  OwnData,
  Qualification,
  scheduling,
  ServiceRecord,
} from '#contracts';
import { type Language, type TextKey, translate } from '#i18n';
import { chinaIso } from '#kernel';

/** Everything that somebody takes along (《个人信息保护法》 article 45). */
export interface OwnExport extends KeptOfPerson {
  readonly data: OwnData;
  readonly qualifications: readonly Qualification[];
  /** Also those that were given up. */
  readonly signUps: OutputOf<typeof scheduling.signUps.ofVolunteer>['signUps'];
  readonly consents: readonly Consent[];
  readonly attendances: ServiceRecord['attendances'];
  /** Apart from service. */
  readonly training: ServiceRecord['attendances'];
  readonly disputes: readonly Dispute[];
}

/** The rows of the CSV: which part, what, and what it says. */
export function* exportRows(all: OwnExport, language: Language): Generator<string[]> {
  const { data, consents, attendances, training, disputes } = all;
  const word = (key: string) => translate(language, `ownExport.${key}` as TextKey);
  yield [word('part'), word('item'), word('content')];
  for (const key of Object.keys(data) as (keyof OwnData)[]) {
    const value = data[key];
    yield [word('data'), word(key), typeof value === 'boolean' ? word(value ? 'yes' : 'no') : [value].flat().join(';')];
  }
  for (const { until, volunteerNo, name, phone, politicalStatus, education, division } of all.earlier)
    yield [
      word('earlier'),
      `${volunteerNo} ${chinaIso(until)}`,
      [name, phone, politicalStatus, education, division].join(';'),
    ];
  for (const { teamNo, volunteerNo, state, spells } of all.memberships) {
    const days = spells.map(({ from, until }) => `${from}–${until ?? ''}`);
    yield [word('memberships'), `${teamNo} ${volunteerNo}`, [word(state), ...days].join(';')];
  }
  for (const { code, from, until, certificate, withdrawnBecause } of all.qualifications)
    yield [word('qualifications'), code, `${from}–${until ?? ''} ${certificate} ${withdrawnBecause}`.trim()];
  for (const { cardId, volunteerNo, issuedAt, endedAt, because } of all.cards) {
    const ended = endedAt === null ? '' : `–${chinaIso(endedAt)} ${because}`;
    yield [word('cards'), `${cardId} ${volunteerNo}`, `${chinaIso(issuedAt)}${ended}`];
  }
  for (const { session, post, state, attended } of all.signUps) {
    const came = attended === null ? '' : ` ${word(attended ? 'came' : 'absent')}`;
    yield [
      word('signUps'),
      `${session.sessionNo} ${session.name}`,
      `${chinaIso(session.startsAt)} ${post} ${state}${came}`,
    ];
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
