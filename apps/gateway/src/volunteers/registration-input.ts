import { compact } from '#attendance';
import type { Registration } from '#contracts';
import { readDate, trimUnicode } from '#tables';
import { z } from 'zod';
import { optional, required } from '../http/fields.js';

const date = z
  .string()
  .max(40)
  .transform((value, context) => {
    const found = readDate(trimUnicode(value));
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: 'date_malformed' });
    return z.NEVER;
  });

/** A code as files have it, such as `01` or `414`. It belongs to the identity: typed in another way it would make another person of the same one. */
const documentType = required(10)
  .transform(compact)
  .refine((code) => /^\d{2,3}$/.test(code), 'document_type_malformed');

/** What is said of somebody who registers, as it comes by HTTP. `bornOn` is asked of documents that do not hold it. */
export const registrationInput = z.object({
  name: required(100),
  documentType,
  documentNumber: required(100),
  bornOn: date.nullable().default(null),
  phone: optional(40),
  gender: optional(10),
  politicalStatus: optional(10),
  education: optional(10),
  division: required(40),
  consent: z.object({ version: required(20), guardian: optional(100) }),
}) satisfies z.ZodType<Registration>;
