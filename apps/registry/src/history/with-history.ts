import { applyRows, type RowDocument, type RowOutcome } from '#imports';
import type { ClientSession } from 'mongodb';
import type { Model } from 'mongoose';

/** What differs between rows of which former states are kept. */
interface Keeping<D, F> {
  /** How one was, until the first day on which it was so no more (`YYYY-MM-DD`). */
  readonly formerOf: (d: D, until: string) => F;
  /** What a file does not say, and so does not replace. */
  readonly unsaid: (d: D) => Partial<D>;
}

/** Rows of files that are also changed here; what each was is kept beside them, up to its revision. */
export abstract class WithHistory<D extends RowDocument, F> {
  constructor(
    private readonly rows: Model<D>,
    protected readonly history: Model<F>,
    private readonly keeping: Keeping<D, F>,
  ) {}

  /** Applies rows of a file; what they replace is kept as it was until `today`. */
  async apply(
    rows: readonly Omit<D, 'rev'>[],
    today: string,
    session: ClientSession,
  ): Promise<{ outcomes: RowOutcome[]; accepted: D[] }> {
    const documents = this.rows as unknown as Model<RowDocument>;
    const found = await documents.find({ _id: { $in: rows.map((r) => r._id) } }, {}, { session }).lean<D[]>();
    const before = new Map(found.map((d) => [d._id, d]));
    const whole = rows.map((row) => {
      const there = before.get(row._id);
      return there === undefined ? row : { ...row, ...this.keeping.unsaid(there) };
    });
    const { outcomes, accepted } = await applyRows<D>(this.rows, whole, session);
    const replaced = accepted.flatMap((d) => before.get(d._id) ?? []);
    if (replaced.length > 0) await this.keep(replaced, today, session);
    return { outcomes, accepted };
  }

  /** Changes one that was locked to how it is from a day on. */
  async change(before: D, to: Partial<D>, from: string, session: ClientSession): Promise<D> {
    const rev = before.rev + 1;
    await this.keep([before], from, session);
    const documents = this.rows as unknown as Model<RowDocument>;
    await documents.updateOne({ _id: before._id }, { $set: { ...to, rev } }, { session });
    return { ...before, ...to, rev };
  }

  private async keep(replaced: readonly D[], until: string, session: ClientSession): Promise<void> {
    await this.history.insertMany(
      replaced.map((d) => this.keeping.formerOf(d, until)),
      { session },
    );
  }
}
