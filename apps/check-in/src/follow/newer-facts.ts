interface Fact {
  readonly key: string;
  readonly rev: number;
}

/** Of some facts the newest of each key, where it is newer than what is there; so repeating or reordering facts changes nothing. */
export function newerFacts<F extends Fact>(
  facts: readonly F[],
  there: { get(key: string): { readonly rev: number } | undefined },
): F[] {
  const newest = new Map<string, F>();
  for (const fact of facts) {
    if (fact.rev > (newest.get(fact.key)?.rev ?? there.get(fact.key)?.rev ?? 0)) newest.set(fact.key, fact);
  }
  return [...newest.values()];
}
