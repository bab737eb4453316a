import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

const text = (most: number) => z.string().max(most);

/** What an entry of the audit log (审计日志) says. */
const said = z.object({
  /** Who did it: the volunteer number of somebody with an account of his own, else the account's name; empty for somebody who is not signed in. */
  by: text(100),
  /** The route of the interface, as its OpenAPI document names it: `POST /api/v1/sessions/{no}/publish`. */
  act: text(300),
  /** The numbers, codes and names to which it was done. */
  targets: z.array(text(100)).max(500),
  /** The reason that was given, empty where none was. */
  because: text(500),
  /** The entry whose outcome this one tells; 0 in an entry of which the act was still to come, and in one of a sign-in, which tells its outcome itself. */
  of: z.int().nonnegative(),
  /** Of what `of` names: `done`, or the code of the error that came instead; empty where the act was still to come. */
  outcome: text(100),
});

/** An entry on its way in. `within` is where whoever acts may do so. */
export const newAuditEntry = said.extend({ within: scope });
export type NewAuditEntry = z.infer<typeof newAuditEntry>;

/** An entry as it stands. `at` is epoch milliseconds, `hash` names it and everything before it. */
export const auditEntry = said.extend({ seq: z.int().positive(), at: z.number(), hash: z.string() });
export type AuditEntry = z.infer<typeof auditEntry>;

/** How far the log goes: the last entry's number and hash; 0 and empty before the first. */
export const auditHead = z.object({ seq: z.int().nonnegative(), hash: text(100) });
export type AuditHead = z.infer<typeof auditHead>;

export const audit = {
  /** Puts entries at the end of the log; the answer means that they are on disk on a majority. */
  append: rpc({
    subject: 'registry.v1.audit.append',
    input: z.object({ entries: z.array(newAuditEntry).min(1).max(500) }),
    output: z.object({ seqs: z.array(z.int().positive()) }),
  }),
  /** A page of what people did who may act within the scope alone, newest first; `before` is the `next` of the page before, null on the first and last. */
  read: rpc({
    subject: 'registry.v1.audit.read',
    input: z.object({
      by: text(100).optional(),
      target: text(100).optional(),
      /** Epoch milliseconds: at or after, and before. */
      from: z.number().optional(),
      until: z.number().optional(),
      before: z.int().positive().nullable(),
      within: scope,
    }),
    output: z.object({ entries: z.array(auditEntry), next: z.int().positive().nullable() }),
  }),
  /**
   * Follows the log from its first entry to its end. `brokenAt` is the number of the first entry that is not as it was written, or is missing; null
   * where there is none. With `known`, which somebody kept from a former answer, also a log that was set back as a whole is found.
   */
  verify: rpc({
    subject: 'registry.v1.audit.verify',
    input: z.object({ known: auditHead.nullable() }),
    output: z.object({ head: auditHead, brokenAt: z.int().positive().nullable() }),
  }),
};
