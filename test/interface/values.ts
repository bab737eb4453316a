import fc from 'fast-check';
import type { Description, Schema } from './description.js';

/** Names of fields that hold the number of something that is there. */
export const isReference = (name: string): boolean => /(^id|^no|No|Id|^username|[tT]oken)$/.test(name);

/** Numbers of things that are there, by the name of the field that holds them (`sessionNo`); grows with what answers tell. */
export class Known {
  private readonly byName = new Map<string, string[]>();

  add(name: string, ...values: readonly string[]): void {
    this.byName.set(name, [...(this.byName.get(name) ?? []), ...values]);
  }

  /** Whether a field of that name is about something that is, or may become, known. */
  isAbout(name: string): boolean {
    return this.byName.has(name) || isReference(name);
  }

  /** The one at an index, counted round; a text that leads to nothing where none is known. */
  at(name: string, index: number): string {
    const known = this.byName.get(name) ?? [];
    return known[index % known.length] ?? 'nothing';
  }
}

/** A number that is looked up when the request is sent, because only then it is known what is there. */
export class Later {
  constructor(
    private readonly known: Known,
    private readonly name: string,
    private readonly index: number,
  ) {}

  toString(): string {
    return this.known.at(this.name, this.index);
  }

  toJSON(): string {
    return this.toString();
  }
}

const WORDS = ['河道清洁', '东村', 'x', 'A-1', '😀👩‍👩‍👧', 'İstanbul ﬀ', 'a b', '0', '-1', 'null', '__proto__', '$where'];
const DAY_MINUTES = 24 * 60;

/** What a date and time written now may be about: from two days ago to ten days ahead. */
const dateTime = fc
  .integer({ min: -2 * DAY_MINUTES, max: 10 * DAY_MINUTES })
  .map((minutes) => `${new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 19)}Z`);

const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: fc.uuid(),
  'date-time': dateTime,
  date: dateTime.map((at) => at.slice(0, 10)),
  email: fc.emailAddress(),
  uri: fc.webUrl(),
  byte: fc.base64String(),
  base64: fc.base64String(),
};

/** Values by schemas. */
export class Values {
  constructor(
    private readonly description: Description,
    private readonly known: Known,
  ) {}

  /**
   * Values that a schema describes.
   * @param name of the field, by which numbers of things that are there are found
   * @param whole with every property, at least one item in every list, and numbers of nothing but what is there
   */
  of(described: Schema, name = '', whole = false): fc.Arbitrary<unknown> {
    const schema = this.description.resolved(described);
    if ('const' in schema) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return this.oneOf(choices, name, whole);
    if (schema.allOf !== undefined)
      return this.of(merged(schema.allOf.map((s) => this.description.resolved(s))), name, whole);
    if (typeof schema.type === 'object')
      return this.oneOf(
        schema.type.map((type) => ({ ...schema, type })),
        name,
        whole,
      );
    switch (schema.type) {
      case 'string':
        return this.text(schema, name, whole);
      case 'integer':
      case 'number':
        return number(schema);
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array':
        return this.list(schema, name, whole);
      case 'object':
        return this.object(schema, whole);
      default:
        return fc.constantFrom('x', 1, true, null, {}, []);
    }
  }

  private oneOf(choices: readonly Schema[], name: string, whole: boolean): fc.Arbitrary<unknown> {
    const wanted = whole ? choices.filter(({ type }) => type !== 'null') : choices;
    return fc.oneof(...wanted.map((choice) => this.of(choice, name, whole)));
  }

  private text(schema: Schema, name: string, whole: boolean): fc.Arbitrary<unknown> {
    const { format = '', pattern, minLength = 0, maxLength = 60 } = schema;
    const ofFormat = FORMATS[format];
    if (ofFormat !== undefined) return ofFormat;
    if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'));
    const most = Math.min(maxLength, minLength + 60);
    const word = fc.constantFrom(...WORDS).map((w) => w.padEnd(minLength, 'x').slice(0, most).toWellFormed());
    const any = fc
      .string({ unit: 'grapheme', minLength, maxLength: most })
      .map((s) => s.slice(0, maxLength).toWellFormed());
    if (!this.known.isAbout(name)) return fc.oneof({ weight: 3, arbitrary: word }, any);
    const there = fc.nat(10_000).map((index) => new Later(this.known, name, index));
    return whole ? there : fc.oneof({ weight: 6, arbitrary: there }, { weight: 3, arbitrary: word }, any);
  }

  private list(
    { items = {}, minItems = 0, maxItems = 3 }: Schema,
    name: string,
    whole: boolean,
  ): fc.Arbitrary<unknown> {
    const least = whole ? Math.max(1, minItems) : minItems;
    return fc.array(this.of(items, name, whole), {
      minLength: least,
      maxLength: Math.max(least, Math.min(maxItems, least + 2)),
    });
  }

  private object(
    { properties = {}, required = [], additionalProperties }: Schema,
    whole: boolean,
  ): fc.Arbitrary<unknown> {
    const fields = Object.entries(properties).map(([name, property]) => {
      const value = this.of(property, name, whole);
      return [name, whole || required.includes(name) ? value : fc.option(value, { nil: undefined, freq: 1 })] as const;
    });
    const named = fc.record(Object.fromEntries(fields));
    if (typeof additionalProperties !== 'object') return named;
    const others = fc.dictionary(fc.string({ minLength: 1, maxLength: 9 }), this.of(additionalProperties), {
      maxKeys: 3,
    });
    return fc.tuple(others, named).map(([more, own]) => ({ ...more, ...own }));
  }
}

function number({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): fc.Arbitrary<number> {
  const least = minimum ?? (exclusiveMinimum === undefined ? -10 : exclusiveMinimum + 1);
  const most = Math.min(
    maximum ?? (exclusiveMaximum === undefined ? Infinity : exclusiveMaximum - 1),
    Number.MAX_SAFE_INTEGER,
  );
  // Small ones are what is asked for most; the limits are tried all the same.
  const near = fc.integer({ min: Math.ceil(least), max: Math.floor(Math.min(most, least + 100)) });
  const limits = fc.constantFrom(least, most);
  return fc.oneof({ weight: 8, arbitrary: near }, type === 'integer' ? limits.map(Math.floor) : limits);
}

const merged = (parts: readonly Schema[]): Schema => ({
  type: 'object',
  properties: Object.assign({}, ...parts.map((p) => p.properties ?? {})) as Record<string, Schema>,
  required: parts.flatMap((p) => p.required ?? []),
});
