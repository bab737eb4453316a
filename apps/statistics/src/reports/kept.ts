/** Answers that are kept until something changes; so many at most. */
export class Kept<T> {
  private readonly kept = new Map<string, { readonly version: string | number; readonly answer: T }>();

  constructor(private readonly most: number) {}

  /** The answer that is kept of this version, or else a new one. */
  get(key: string, version: string | number, make: () => T): T {
    const before = this.kept.get(key);
    if (before?.version === version) return before.answer;
    const answer = make();
    if (this.kept.size >= this.most) this.kept.clear();
    this.kept.set(key, { version, answer });
    return answer;
  }
}
