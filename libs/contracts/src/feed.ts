import { z } from 'zod';
import { rpc } from './contract.js';
import type { ServiceName } from './service.js';

/** Where an owner's feed stands. */
export const feedHead = z.object({
  /** Changes when the owner's data was set up anew: followers then start over. */
  epoch: z.string(),
  /** The last position given, 0 before the first. Positions have no gaps. */
  position: z.int().nonnegative(),
  /** Epoch milliseconds: everything acknowledged before this instant is at or before `position`. */
  asOf: z.number(),
});
export type FeedHead = z.infer<typeof feedHead>;

/**
 * An owner tells what changed as *facts*: the present state of a thing, its `key` and its revision `rev`, which grows with every change.
 * A follower keeps for each key the state with the highest revision, so that losing nothing is all that matters:
 * repeats and another order change nothing. Each position of the feed carries a list of facts.
 */
export function feedContracts<F extends z.ZodType>(owner: ServiceName, fact: F) {
  const entry = z.object({ epoch: z.string(), position: z.int().positive(), facts: z.array(fact) });
  return {
    /** JetStream subject on which entries are published. */
    subject: `facts.v1.${owner}`,
    entry,
    head: rpc({ subject: `${owner}.v1.feed.head`, input: z.object({}), output: feedHead }),
    /** Entries after a position, oldest first, as many as fit; `gone` when they are no longer kept: take the snapshot. */
    read: rpc({
      subject: `${owner}.v1.feed.read`,
      input: z.object({ after: z.int().nonnegative() }),
      output: z.object({ gone: z.boolean(), entries: z.array(entry) }),
    }),
    /** Everything as it stands, page by page; `next` is null on the last page. */
    snapshot: rpc({
      subject: `${owner}.v1.feed.snapshot`,
      input: z.object({ after: z.string().nullable() }),
      output: z.object({ facts: z.array(fact), next: z.string().nullable() }),
    }),
  };
}

/** The contracts of one owner's feed of facts `F`. */
export type FeedContracts<F extends z.ZodType = z.ZodType> = ReturnType<typeof feedContracts<F>>;
