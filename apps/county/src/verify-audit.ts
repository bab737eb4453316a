import type { AuditHead } from '#contracts';
import { type Gateway } from './client.js';
import { type Session } from './session.js';
import { failure } from './texts.js';

/** Has the chain of the audit log followed to its end, and says where that is; a break is an error. */
export async function verifyAudit(known: AuditHead | undefined, gateway: Gateway, session: Session): Promise<void> {
  const { head, brokenAt } = await gateway.verifyAudit(known);
  if (brokenAt !== null) throw failure('error.audit_broken', { seq: brokenAt });
  session.say('audit_whole', { seq: head.seq });
  if (head.seq > 0) session.say('audit_head', { head: `${head.seq}:${head.hash}` });
}
