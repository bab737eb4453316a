import { applyRows, type RowDocument, type RowOutcome } from '#imports';
import type { ClientSession } from 'mongodb';
import type { Model } from 'mongoose';

/** A former state: in order of `rev` and `until`, the first that ends after a day is how the row was at its end. */
export interface Former {
  _id: string;
  rev: number;
  /** The first day on which it was so no more (`YYYY-MM-DD`). */
  until: string;
}

/** What differs between rows of which former states are kept. */
interface Keeping<D, F> {
  /** The field of a former state that names its row. */
  readonly rowOf: keyof F & string;
  /** How one was, until the first day on which it was so no more (`YYYY-MM-DD`). */
  readonly formerOf: (d: D, until: string) => F;
  /** What a file does not say, and so does not replace. */
  readonly unsaid: (d: D) => Partial<D>;
}

/** Rows of files that are also changed here; what each was is kept beside them, up to its revision. */
export abstract class WithHistory<D extends RowDocument, F extends Former> {
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

  /** Changes one that was locked to how it is from a day on. What it was later than that day is so from then on as well: other acts, such as a new name, had their own day. */
  async change(before: D, to: Partial<D>, from: string, session: ClientSession): Promise<D> {
    const rev = before.rev + 1;
    await this.changeFormer(before, to, from, session);
    await this.keep([before], from, session);
    const documents = this.rows as unknown as Model<RowDocument>;
    await documents.updateOne({ _id: before._id }, { $set: { ...to, rev } }, { session });
    return { ...before, ...to, rev };
  }

  /** Changes what was so after a day; what was so before it as well is from then on two states. */
  private async changeFormer(before: D, to: Partial<D>, from: string, session: ClientSession): Promise<void> {
    const history = this.history as unknown as Model<Former>;
    const of = { [this.keeping.rowOf]: before._id };
    const later = { ...of, until: { $gt: from } };
    const first = await history.findOne(later, {}, { session }).sort({ rev: 1, until: 1 }).lean<Former>();
    if (first === null) return;
    if ((await history.findOne({ ...of, until: from }, { _id: 1 }, { session }).lean()) === null)
      await history.insertMany([{ ...first, _id: `${first._id}@${from}`, until: from }], { session });
    // What a former state does not hold stands with the present one alone.
    const kept = Object.entries(this.keeping.formerOf({ ...before, ...to }, from)).filter(([field]) => field in to);
    await history.updateMany(later, { $set: Object.fromEntries(kept) }, { session });
  }

  private async keep(replaced: readonly D[], until: string, session: ClientSession): Promise<void> {
    await this.history.insertMany(
      replaced.map((d) => this.keeping.formerOf(d, until)),
      { session },
    );
  }
}
