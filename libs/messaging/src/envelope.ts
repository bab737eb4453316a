import { ERROR_CODES } from '#contracts';
import { DomainError } from '#kernel';
import { z } from 'zod';

/** What goes over the wire, as JSON. */
export const requestEnvelope = z.object({ traceId: z.string().optional(), input: z.unknown() });

const errorEnvelope = z.object({
  code: z.enum(ERROR_CODES).catch('INTERNAL'),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).catch({}),
});
export const replyEnvelope = z.union([z.object({ error: errorEnvelope }), z.object({ output: z.unknown() })]);

export function encode(value: unknown): string {
  return JSON.stringify(value);
}

export function errorReply(error: DomainError): string {
  return encode({ error: { code: error.code, details: error.details } });
}

/** The output of a reply. @throws DomainError that the handler answered, or `INTERNAL` for a reply that is none */
export function openReply(text: string): unknown {
  let parsed: z.infer<typeof replyEnvelope>;
  try {
    parsed = replyEnvelope.parse(JSON.parse(text));
  } catch (cause) {
    throw new DomainError('INTERNAL', { reply: 'malformed' }, { cause });
  }
  if ('error' in parsed) throw new DomainError(parsed.error.code, parsed.error.details);
  return parsed.output;
}
