import * as contracts from '#contracts';
import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** A contract in JSON Schema: what a request takes and gives, or what a feed carries (`output`). */
export interface Message {
  readonly subject: string;
  readonly service: string;
  readonly kind: 'rpc' | 'feed';
  readonly input?: JsonSchema;
  readonly output: JsonSchema;
}

/** Every contract that `libs/contracts` names, by subject. */
export function messages(): Message[] {
  const found: Message[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || value instanceof z.ZodType) return;
    const { subject, input, output, entry } = value as Record<string, unknown>;
    if (typeof subject === 'string') {
      // `owner.v1.group.name` of a request, `facts.v1.owner` of a feed.
      const [first = '', , last = ''] = subject.split('.');
      if (input instanceof z.ZodType && output instanceof z.ZodType)
        found.push({ subject, service: first, kind: 'rpc', input: jsonSchema(input), output: jsonSchema(output) });
      else if (entry instanceof z.ZodType)
        found.push({ subject, service: last, kind: 'feed', output: jsonSchema(entry) });
    }
    Object.values(value).forEach(visit);
  };
  visit({ ...contracts });
  return found.sort((a, b) => (a.subject < b.subject ? -1 : 1));
}

/** What a sender must say: a field with a default may be left out, and one that is not known is passed over. */
function jsonSchema(schema: z.ZodType): JsonSchema {
  const described = z.toJSONSchema(schema, { io: 'input' });
  delete described.$schema; // The same of every one.
  return described;
}

/** A schema in one line, much as TypeScript writes a type; objects more than `depth` deep are `{…}`. */
export function shape(schema: JsonSchema, depth = 2): string {
  const inside = (part: unknown, to = depth): string => shape((part ?? {}) as JsonSchema, to);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((choice) => inside(choice)).join(' | ');
  if (schema.type === 'array') return `Array<${inside(schema.items)}>`;
  if (schema.type !== 'object')
    return schema.format ?? schema.contentEncoding ?? [schema.type ?? 'unknown'].flat().join(' | ');
  if (!schema.properties) return `Record<string, ${inside(schema.additionalProperties)}>`;
  const fields = Object.entries(schema.properties).map(
    ([name, field]) => `${name}${schema.required?.includes(name) ? '' : '?'}: ${inside(field, depth - 1)}`,
  );
  if (fields.length === 0) return '{}';
  return depth === 0 ? '{…}' : `{ ${fields.join('; ')} }`;
}
