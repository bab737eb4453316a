/**
 * Lets those who act on one thing do so one after the other, in the order in which they came; those who act on different things do not wait for each
 * other. Within one process: between processes the database decides, and of so few who meet there it asks few to look again.
 */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  take<T>(of: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.last.get(of) ?? Promise.resolve()).then(work);
    const over: Promise<void> = turn.then(
      () => undefined,
      () => undefined,
    );
    this.last.set(of, over);
    void over.then(() => {
      if (this.last.get(of) === over) this.last.delete(of);
    });
    return turn;
  }
}
