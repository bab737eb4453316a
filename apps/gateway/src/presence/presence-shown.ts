import { evidenceClass, type Present, type SignUpView } from '#contracts';
import { chinaIso } from '#kernel';
import { z } from 'zod';

/** Somebody on the organiser's screen: signed up with a place, there, or both. */
const person = z.object({
  volunteerNo: z.string(),
  /** Masked; empty where the register does not know the number. */
  name: z.string(),
  state: z.enum(['here', 'left', 'not-yet']),
  signedUp: z.boolean(),
  evidence: evidenceClass.optional(),
  checkedInAt: z.string().optional(),
  checkedOutAt: z.string().optional(),
});

export const presenceShown = z.object({
  sessionNo: z.string(),
  counts: z.object({
    signedUp: z.int(),
    here: z.int(),
    left: z.int(),
    notYet: z.int(),
    /** Numbers with a record that lead to nobody yet. */
    unknown: z.int(),
  }),
  people: z.array(person),
});
export type PresenceShown = z.infer<typeof presenceShown>;

/** Who is there, and who has a place. */
export interface PresenceKnown {
  readonly present: readonly Present[];
  readonly unknown: number;
  readonly signUps: readonly SignUpView[];
  /** Masked, by number. */
  readonly names: ReadonlyMap<string, string>;
}

/** Who has a place, and everybody who came, also under another of his numbers; who is not there yet comes last. */
export function shownPresence(sessionNo: string, { present, unknown, signUps, names }: PresenceKnown): PresenceShown {
  const confirmed = signUps.filter((s) => s.state === 'confirmed').map((s) => s.volunteerNo);
  const signedUp = new Set(confirmed);
  const there = new Set(present.flatMap((p) => p.volunteerNos));
  const name = (no: string) => names.get(no) ?? '';
  const came = present.map(
    ({ volunteerNo, volunteerNos, evidence, checkedInAt, checkedOutAt, isHere }): z.infer<typeof person> => ({
      ...{ volunteerNo, name: name(volunteerNo), state: isHere ? 'here' : 'left' },
      signedUp: volunteerNos.some((no) => signedUp.has(no)),
      evidence,
      checkedInAt: chinaIso(checkedInAt),
      ...(checkedOutAt === undefined ? {} : { checkedOutAt: chinaIso(checkedOutAt) }),
    }),
  );
  const missing = confirmed
    .filter((no) => !there.has(no))
    .map((no): z.infer<typeof person> => ({
      ...{ volunteerNo: no, name: name(no), state: 'not-yet', signedUp: true },
    }));
  const here = present.filter((p) => p.isHere).length;
  const counts = { signedUp: signedUp.size, here, left: present.length - here, notYet: missing.length, unknown };
  return { sessionNo, counts, people: [...came, ...missing] };
}
