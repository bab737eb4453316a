import { z } from 'zod';

/**
 * The fields of a schema for what a contract says, so that a field that is added there is stored wherever it is kept.
 * @param shape of texts, numbers and words of which one is said, each of which may be nullable or left out, or have a default
 * @throws Error for anything else
 */
export function fieldsOf(
  shape: Readonly<Record<string, z.ZodType>>,
): Record<string, { type: typeof String | typeof Number }> {
  return Object.fromEntries(Object.entries(shape).map(([name, of]) => [name, { type: typeOf(name, of) }]));
}

function typeOf(name: string, of: z.ZodType): typeof String | typeof Number {
  if (of instanceof z.ZodNullable || of instanceof z.ZodDefault || of instanceof z.ZodOptional)
    return typeOf(name, of.unwrap() as z.ZodType);
  if (of instanceof z.ZodString || of instanceof z.ZodEnum) return String;
  if (of instanceof z.ZodNumber) return Number;
  throw new Error(`no field for ${name}`);
}
