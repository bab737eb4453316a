import { chinaMinute } from '#kernel';
import { type Language, translate } from './translate.js';

/** What goes out by mail or message as well, and what is told in the application alone. */
type SentKind =
  | 'offer'
  | 'named'
  | 'changed'
  | 'cancelled'
  | 'reminder'
  | 'proxied'
  | 'approved'
  | 'approved_waiting'
  | 'removed'
  | 'missing_check_out'
  | 'taken_off'
  | 'taken_off_of_team'
  | 'dispute_upheld'
  | 'dispute_rejected';
type InAppKind = 'checked_in' | 'checked_out' | 'annulled';
type Method = 'qr' | 'location' | 'roll-call' | 'paper' | 'back-fill';

/** What a notice says; times are epoch milliseconds. */
export interface NoticeSaid<Kind extends SentKind | InAppKind = SentKind | InAppKind> {
  readonly kind: Kind;
  readonly sessionNo: string;
  readonly sessionName: string;
  readonly startsAt: number;
  readonly offeredUntil: number | null;
  readonly place: string;
  readonly because: string;
  readonly occurredAt?: number | undefined;
  readonly method?: Method | undefined;
}

/** A notice that goes out by mail or message. */
export type SentNotice = NoticeSaid<SentKind>;

const IN_APP: readonly string[] = ['checked_in', 'checked_out', 'annulled'] satisfies InAppKind[];
/** Each record is told in the application alone: a message for each would be more than anybody reads. */
export const isSent = <N extends NoticeSaid>(notice: N): notice is N & SentNotice => !IN_APP.includes(notice.kind);

/** How a record was made, in words. */
export const methodText = (language: Language, method: Method): string => translate(language, `method.${method}`);

/** A text message of so many characters, with the sender's name, is one part. */
const SMS_PART = 70;
/** Of a time only what is needed this year: `10-26 09:17`. */
const shortTime = (at: number): string => chinaMinute(at).slice('2022-'.length);

/** A notice as one text message of 70 characters at most: a long name of a session is cut, and what does not fit is in the application. */
export function shortNoticeText({ kind, startsAt, offeredUntil, sessionName }: SentNotice): string {
  const times = { startsAt: shortTime(startsAt), offeredUntil: offeredUntil === null ? '' : shortTime(offeredUntil) };
  const text = (name: string) => translate('zh', `sms.${kind}`, { ...times, sessionName: name });
  const room = SMS_PART - text('').length;
  const name = sessionName.toWellFormed();
  return text(name.length <= room ? name : `${name.slice(0, room - 1).replace(/[\uD800-\uDBFF]$/, '')}…`);
}

/** The sentence of a notice, with times of Beijing. */
export function noticeText(language: Language, { kind, startsAt, offeredUntil, ...names }: NoticeSaid): string {
  const { occurredAt, method } = names;
  const until = offeredUntil === null ? '' : chinaMinute(offeredUntil);
  return translate(language, `notice.${kind}`, {
    ...names,
    place: names.place === '' ? translate(language, 'notice.placeOpen') : names.place,
    startsAt: chinaMinute(startsAt),
    offeredUntil: until,
    occurredAt: occurredAt === undefined ? '' : chinaMinute(occurredAt),
    method: method === undefined ? '' : methodText(language, method),
  });
}
