import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

const key = z.string().min(1).max(100);
const who = { volunteerNo: key, by: z.string().max(64) };

/** Cards on one sheet of paper or several, at most. */
export const MOST_CARDS = 200;

/** A volunteer card (志愿者证). `token` is what its QR code says (`libs/card`); `issuedAt` is epoch milliseconds. */
export const card = z.object({ cardId: z.string(), volunteerNo: z.string(), issuedAt: z.number(), token: z.string() });
export type CardView = z.infer<typeof card>;

/** What is printed on a card beside it. */
export const printedCard = card.extend({ name: z.string(), village: z.string() });
export type PrintedCard = z.infer<typeof printedCard>;

/** A person has one valid card at most, under any of his numbers. All with `within`: `VOLUNTEER.UNKNOWN`, also outside the scope. */
export const cards = {
  /** One's own card; made when it is first asked for. `VOLUNTEER.UNKNOWN` */
  own: rpc({ subject: 'registry.v1.cards.own', input: z.object(who), output: card }),
  /** A new card; the one before no longer holds. */
  issue: rpc({ subject: 'registry.v1.cards.issue', input: z.object({ ...who, within: scope }), output: card }),
  /** Ends somebody's card. `CARD.NONE` where there is none that holds */
  revoke: rpc({
    subject: 'registry.v1.cards.revoke',
    input: z.object({ ...who, because: z.string().min(1).max(500), within: scope }),
    output: z.object({}),
  }),
  /** Cards to print, in the order of the numbers, made where there is none; numbers outside the scope are left out. */
  print: rpc({
    subject: 'registry.v1.cards.print',
    input: z.object({ volunteerNos: z.array(key).min(1).max(MOST_CARDS), by: who.by, within: scope }),
    output: z.object({ cards: z.array(printedCard) }),
  }),
  /**
   * Whether some cards hold: they were issued, not revoked, and their numbers still lead to whom they were issued to. Of one that was revoked `endedAt` says when: for what was recorded
   * without a network before that, it held.
   */
  check: rpc({
    subject: 'registry.v1.cards.check',
    input: z.object({ cards: z.array(key).max(1_000) }),
    output: z.object({
      cards: z.array(z.object({ cardId: z.string(), holds: z.boolean(), endedAt: z.number().optional() })),
    }),
  }),
  /** The public keys by which cards are verified, as a JWK set. */
  keys: rpc({
    subject: 'registry.v1.cards.keys',
    input: z.object({}),
    output: z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) }),
  }),
};
