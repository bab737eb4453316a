/** Batch size of a query that is read whole: all documents come in one answer; by default only the first hundred do. */
export const ONE_ANSWER = 50_000;
