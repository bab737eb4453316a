import type { OutputOf, SessionView, scheduling } from '#contracts';
import { type Language, translate } from '#i18n';
import { chinaMinute } from '#kernel';

type OfTeam = Pick<OutputOf<typeof scheduling.signUps.ofTeam>, 'reservations' | 'signUps'>;

/** What a team leader pastes into a group chat: when, where, what to mind, and for each post how many of the team's places are taken. Names nobody. */
export function groupText(session: SessionView, { reservations, signUps }: OfTeam, language: Language): string {
  const say = (key: Parameters<typeof translate>[1], values: Record<string, string | number>): string =>
    translate(language, key, values);
  const lines = [
    say('groupText.what', { name: session.name }),
    say('groupText.when', { from: chinaMinute(session.startsAt), until: chinaMinute(session.endsAt) }),
    ...(session.place === '' ? [] : [say('groupText.where', { place: session.place })]),
    ...(session.risks === '' ? [] : [say('groupText.risks', { risks: session.risks })]),
    ...(session.safeguards === '' ? [] : [say('groupText.safeguards', { safeguards: session.safeguards })]),
  ];
  for (const { id, name } of session.posts) {
    const here = signUps.filter((s) => s.post === id);
    const kept = reservations.find((r) => r.post === id);
    if (here.length === 0 && kept === undefined) continue;
    const agreed = here.filter((s) => s.state === 'confirmed').length;
    const asked = here.filter((s) => s.state === 'offered').length;
    lines.push(say('groupText.places', { post: name, agreed, asked }));
    if (kept === undefined) continue;
    const left = Math.max(0, kept.places - agreed - asked);
    lines.push(say(left > 0 ? 'groupText.left' : 'groupText.agreeBy', { left, until: chinaMinute(kept.until) }));
  }
  return `${lines.join('\n')}\n`;
}
