import { chinaMinute } from '#kernel';
import { type Language, translate } from './translate.js';

/** What a notice says; times are epoch milliseconds. */
export interface NoticeSaid {
  readonly kind:
    'offer' | 'named' | 'changed' | 'cancelled' | 'reminder' | 'proxied' | 'missing_check_out' | 'taken_off';
  readonly sessionNo: string;
  readonly sessionName: string;
  readonly startsAt: number;
  readonly offeredUntil: number | null;
  readonly place: string;
  readonly because: string;
}

/** A text message of so many characters, with the sender's name, is one part. */
const SMS_PART = 70;
/** Of a time only what is needed this year: `10-26 09:17`. */
const shortTime = (at: number): string => chinaMinute(at).slice('2022-'.length);

/** A notice as one text message of 70 characters at most: a long name of a session is cut, and what does not fit is in the application. */
export function shortNoticeText({ kind, startsAt, offeredUntil, sessionName }: NoticeSaid): string {
  const times = { startsAt: shortTime(startsAt), offeredUntil: offeredUntil === null ? '' : shortTime(offeredUntil) };
  const text = (name: string) => translate('zh', `sms.${kind}`, { ...times, sessionName: name });
  const room = SMS_PART - text('').length;
  const name = sessionName.toWellFormed();
  return text(name.length <= room ? name : `${name.slice(0, room - 1).replace(/[\uD800-\uDBFF]$/, '')}…`);
}

/** The sentence of a notice, with times of Beijing. */
export function noticeText(language: Language, { kind, startsAt, offeredUntil, ...names }: NoticeSaid): string {
  const until = offeredUntil === null ? '' : chinaMinute(offeredUntil);
  return translate(language, `notice.${kind}`, {
    ...names,
    place: names.place === '' ? translate(language, 'notice.placeOpen') : names.place,
    startsAt: chinaMinute(startsAt),
    offeredUntil: until,
  });
}
