/** Some of a list, and where the next page begins; null on the last. */
interface Page {
  readonly next: string | null;
}

/**
 * What is on the pages of a list, one after the other; a page is asked for when those before it are used up. The first has been asked for already, so that what
 * is wrong with it can still be answered as a problem.
 */
export async function* itemsOfPages<P extends Page, T>(
  first: P,
  after: (next: string) => Promise<P>,
  itemsOf: (page: P) => readonly T[],
): AsyncGenerator<T, void> {
  for (let page = first; ; page = await after(page.next)) {
    yield* itemsOf(page);
    if (page.next === null) return;
  }
}
