import { compact } from '#attendance';
import { readInstant, trimUnicode } from '#tables';
import { z } from 'zod';

/** Text without white space around it, of at most so many characters. */
const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((s) => s.isWellFormed(), 'text_malformed')
    .transform(trimUnicode);
/** The same, and with something visible in it. */
export const required = (most: number) => text(most).refine((s) => compact(s) !== '', 'cell_missing');
/** Lower case can be longer than what was typed (`İ`): the limit is that of the service. */
export const lowerCase = (most: number) =>
  text(most)
    .transform((s) => s.toLowerCase())
    .pipe(z.string().max(most));
/** The same, empty where there is none. */
export const optional = (most: number) => text(most).default('');

/**
 * A time as in files: `2022-10-26T09:17:00+08:00`; without a zone +08:00. Fractions of a second are cut off. The interface promises to take
 * RFC 3339 (`date-time`), which is part of that.
 */
export const instant = z
  .string()
  .max(40)
  .meta({ format: 'date-time' })
  .transform((value, context) => {
    const at = readInstant(trimUnicode(value));
    if (at !== undefined) return at;
    context.addIssue({ code: 'custom', message: 'time_malformed' });
    return z.NEVER;
  });

/** A year asked for in the address, in which sessions start (UTC+08:00). */
export const year = z.coerce.number().int().min(1).max(9999).optional();
