import { compact } from '#attendance';
import type { Exclusion, PublishingRefusal } from '#contracts';

/** What is asked of a session before it is published. */
export interface Publishable {
  readonly exclusions: readonly Exclusion[];
  readonly startsAt: number;
  readonly risks: string;
  readonly safeguards: string;
  readonly personInCharge: string;
  readonly minimumAge: number | null;
  /** When sign-up closes. */
  readonly closesAt: number;
  /** What speaks against its division and its team. */
  readonly ofPlace: readonly PublishingRefusal[];
  readonly posts: readonly { readonly capacity: number }[];
}

/**
 * Every reason why a session cannot be published at `now` (epoch milliseconds); none where it can. Risks are told when people are asked for (《志愿服务条例》
 * article 12), what they need is provided and their safety seen to (article 17), and what is asked of them suits their age (article 15).
 */
export function publishingRefusals(s: Publishable, now: number): PublishingRefusal[] {
  const found: PublishingRefusal[] = [...new Set(s.exclusions)];
  if (s.startsAt <= now) found.push('starts_in_the_past');
  if (s.closesAt <= now) found.push('sign_up_over');
  if (compact(s.risks) === '') found.push('risks_missing');
  if (compact(s.safeguards) === '') found.push('safeguards_missing');
  if (compact(s.personInCharge) === '') found.push('person_in_charge_missing');
  if (s.minimumAge === null) found.push('minimum_age_missing');
  found.push(...s.ofPlace);
  if (!s.posts.some((p) => p.capacity > 0)) found.push('no_places');
  return found;
}
