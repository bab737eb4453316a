import { ERROR_CODES } from '#contracts';
import { DomainError } from '#kernel';
import { z } from 'zod';

/** What goes over the wire, as JSON. */
export const requestEnvelope = z.object({ traceId: z.string().optional(), input: z.unknown() });
export type RequestEnvelope = z.infer<typeof requestEnvelope>;

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
export function openReply(reply: unknown): unknown {
  const parsed = replyEnvelope.safeParse(reply);
  if (!parsed.success) throw malformed(parsed.error);
  if ('error' in parsed.data) throw new DomainError(parsed.data.error.code, parsed.data.error.details);
  return parsed.data.output;
}

/** @throws DomainError `INTERNAL` for a text that is no JSON */
export function decodeReply(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(cause);
  }
}

const malformed = (cause: unknown): DomainError => new DomainError('INTERNAL', { reply: 'malformed' }, { cause });
