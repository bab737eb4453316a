import { chinaMinute } from '#kernel';
import { type Language, translate } from './translate.js';

/** What a notice says; times are epoch milliseconds. */
export interface NoticeSaid {
  readonly kind: 'offer' | 'named' | 'changed' | 'cancelled' | 'reminder' | 'missing_check_out';
  readonly sessionNo: string;
  readonly sessionName: string;
  readonly startsAt: number;
  readonly offeredUntil: number | null;
  readonly place: string;
  readonly because: string;
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
