/** The volunteers' and teams' numbers that a part of a division takes along. */
export interface Named {
  readonly volunteerNos: ReadonlySet<string>;
  readonly teamNos: ReadonlySet<string>;
}

/** What an act does with one division: all that belongs to it, or those who are named, belong to another from then on. */
export interface Going {
  readonly from: string;
  readonly to: string;
  /** Left out where all go. */
  readonly only?: Named;
}

/** Whose division is asked for; nobody's for that of a place. */
export type Whose = { readonly volunteerNo: string } | { readonly teamNo: string } | null;

/**
 * The division to which a code leads (docs/adr/0019), for a volunteer's or a team's number or for a place: each going is followed once, in the order in
 * which they were made. So there is no circle, not even where somebody was given to a division that went back later to the one he came from; and what a
 * file brings today leads to where it would be, had it been there before.
 */
export function homeOf(code: string, whose: Whose, goings: readonly Going[]): string {
  let home = code;
  for (const { from, to, only } of goings) if (from === home && takes(only, whose)) home = to;
  return home;
}

function takes(only: Named | undefined, whose: Whose): boolean {
  if (only === undefined) return true;
  if (whose === null) return false;
  return 'volunteerNo' in whose ? only.volunteerNos.has(whose.volunteerNo) : only.teamNos.has(whose.teamNo);
}
