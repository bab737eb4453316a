import type { CertificateContent, Tally } from '#contracts';
import { type Language, translate } from '#i18n';
import { chinaIso } from '#kernel';

/** Hours are shown with two decimals (definitions, "Service minutes"). */
const hours = (minutes: number): string => (minutes / 60).toFixed(2);

export const tallyText = ({ personTimes, minutes }: Tally, language: Language): string =>
  translate(language, 'serviceRecord.tally', { personTimes, minutes, hours: hours(minutes) });

export const starsText = (stars: number, language: Language): string =>
  stars === 0
    ? translate(language, 'serviceRecord.starsNone')
    : translate(language, 'serviceRecord.starsOf', { stars });

export function periodText({ from, until }: Pick<CertificateContent, 'from' | 'until'>, language: Language): string {
  const which = from === null ? (until === null ? 'All' : 'Until') : until === null ? 'From' : 'Between';
  return translate(language, `serviceRecord.period${which}`, { from, until });
}

/** From when until when a session was, in UTC+08:00: `2026-12-05 07:30–09:30`; with both days where they are not the same. */
export function timeText({ startsAt, endsAt }: { readonly startsAt: number; readonly endsAt: number }): string {
  const [[day, from], [lastDay, until]] = [startsAt, endsAt].map((at) => [
    chinaIso(at).slice(0, 10),
    chinaIso(at).slice(11, 16),
  ]) as [[string, string], [string, string]];
  return day === lastDay ? `${day} ${from}–${until}` : `${day} ${from} – ${lastDay} ${until}`;
}
