import { endOf, freeFor, heldFor, isNextAfterClosing, reservedFor } from './places.js';
import { type Act, type Comer, type Decision, type Naming, type Refusal, REFUSALS, type Roster } from './roster.js';

/** What nobody can pass over: there would be nothing to sign up for, or it would be done twice. */
const FIRM: ReadonlySet<Refusal> = new Set(['not_open', 'post_unknown', 'already_signed_up']);

/** Why an act is not done, and what of it is knowingly passed over. */
export function refusals(roster: Roster, act: Act, now: number): Pick<Decision, 'refused' | 'overridden'> {
  const found = new Set<Refusal>();
  const passedOver = new Set(act.kind === 'sign-up' ? act.overriding.filter((r) => !FIRM.has(r)) : []);
  if (!roster.open && act.kind !== 'remove') found.add('not_open');
  if (act.kind === 'sign-up' || act.kind === 'reserve') {
    for (const reason of whenAndWhere(roster, act.post, now)) found.add(reason);
    if (act.kind === 'sign-up') for (const reason of against(roster, act.post, act)) found.add(reason);
    else {
      if (act.places > freeFor(roster, act)) found.add('too_few_places');
      // Whom a team names needs no approval, so where somebody in charge decides who comes, he grants the places.
      if (roster.rules.approval && act.byTeam === true && act.places > (reservedFor(roster, act)?.places ?? 0))
        found.add('not_granted');
      const until = endOf(roster, act.until, now);
      if (until <= now || until >= roster.rules.closesAt) found.add('reserved_until_too_late');
    }
  } else {
    const present = roster.signUps.get(act.person);
    const { state } = present ?? {};
    if (state === undefined) found.add('not_signed_up');
    else if (act.kind === 'approve' || act.kind === 'decline') {
      const isApproved = act.kind === 'approve' && isNextAfterClosing(roster, act.person, now);
      if (state !== 'applied' && !isApproved) found.add('nothing_to_approve');
    } else if (act.kind === 'accept') {
      if (state !== 'offered') found.add('nothing_offered');
      // Who holds no place takes nothing from anybody by leaving.
    } else if (act.kind === 'cancel' && now >= roster.rules.cancelUntil && state === 'confirmed')
      found.add('too_late_to_cancel');
  }
  const told = REFUSALS.filter((r) => found.has(r));
  return { refused: told.filter((r) => !passedOver.has(r)), overridden: told.filter((r) => passedOver.has(r)) };
}

/** Why a naming is not done: those of a person under him, those of the whole under `''`. */
export function namingRefusals(
  roster: Roster,
  { team, post, add, remove }: Naming,
  now: number,
): Map<string, Refusal[]> {
  const found = new Map<string, Refusal[]>();
  const note = (person: string, reasons: readonly Refusal[]): void => {
    if (reasons.length > 0) found.set(person, [...(found.get(person) ?? []), ...reasons]);
  };
  const places = reservedFor(roster, { team, post })?.places ?? 0;
  const staying = [...heldFor(roster, { team, post })].filter((s) => !remove.includes(s.person));
  const tooMany = new Set(add.map((a) => a.person)).size + staying.length > places;
  note('', [
    ...(roster.open ? [] : (['not_open'] as const)),
    ...(add.length === 0 ? [] : whenAndWhere(roster, post, now)),
    ...(add.length > 0 && tooMany ? (['too_few_places'] as const) : []),
  ]);
  for (const comer of add) {
    const isSwapped = remove.includes(comer.person);
    note(comer.person, isSwapped ? ['already_signed_up'] : against(roster, post, comer));
  }
  for (const person of remove) {
    const present = roster.signUps.get(person);
    if (present?.team !== team || present.post !== post) note(person, ['not_of_the_team']);
    else if (now >= roster.rules.cancelUntil && present.state === 'confirmed') note(person, ['too_late_to_cancel']);
  }
  return found;
}

/** Why nobody signs up for a post now. */
function whenAndWhere({ rules, posts }: Roster, post: string, now: number): Refusal[] {
  const found: Refusal[] = [];
  if (rules.opensAt !== null && now < rules.opensAt) found.push('opens_later');
  if (now >= rules.closesAt) found.push('closed');
  if (!posts.some((p) => p.id === post)) found.push('post_unknown');
  return found;
}

/** Why somebody does not come onto a roster at any time: what is asked suits age and skills (《志愿服务条例》 article 15). */
function against({ rules, signUps, posts }: Roster, post: string, comer: Comer): Refusal[] {
  const { person, age, lacksGuardian, clashes, excluded } = comer;
  const asked = posts.find((p) => p.id === post)?.qualifications ?? [];
  const found: Refusal[] = [];
  if (signUps.has(person)) found.push('already_signed_up');
  if (rules.minimumAge !== null && age < rules.minimumAge) found.push('too_young');
  if (rules.maximumAge !== null && age > rules.maximumAge) found.push('too_old');
  if (lacksGuardian) found.push('guardian_missing');
  if (!asked.every((q) => comer.qualifications.includes(q))) found.push('qualification_missing');
  if (clashes) found.push('clash');
  if (excluded) found.push('excluded');
  return found;
}
