import fc from 'fast-check';
import type { Answered, Description, Operation, Schema } from './description.js';
import {
  BODIES,
  HEADERS,
  isOddSegment,
  PAIRS,
  QUERY_VALUES,
  SEGMENTS,
  TOO_MANY_BYTES,
  TYPES,
  value as oddValue,
} from './odd.js';
import { placesIn, replaced } from './places.js';
import { type Content, send } from './sending.js';
import { isReference, type Known, Values } from './values.js';

/** A request as it was thought out; numbers of things that are there are filled in when it is sent. */
export interface Plan {
  readonly operation: Operation;
  /** What is odd about it. */
  readonly odd: string;
  /** By name of the parameter. */
  readonly inPath: Readonly<Record<string, unknown>>;
  /** As it stands in the address, encoded. */
  readonly query: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Content | undefined;
}

/** What `no` and `id` are of depends on where they stand: `no` below `sessions` is the `sessionNo` of other fields. */
export function fullName(name: string, path: string): string {
  if (name.length > 2) return name;
  const thing = path.split('/').findLast((part) => part !== '' && !part.startsWith('{')) ?? '';
  return `${thing.replace(/ies$/, 'y').replace(/s$/, '')}${name[0]!.toUpperCase()}${name.slice(1)}`;
}

const encoded = (value: unknown): string => encodeURIComponent(String(value));

/** Requests by the description of an interface. */
export class Requests {
  private readonly values: Values;

  /**
   * @param tokens access tokens by the user's name; `administrator` may do all there is
   * @param files what files may hold
   */
  constructor(
    description: Description,
    private readonly known: Known,
    private readonly tokens: ReadonlyMap<string, string>,
    private readonly files: readonly (string | Uint8Array)[],
  ) {
    this.values = new Values(description, known);
  }

  /** Most are as the operation describes them, the others odd in one respect. */
  of(operation: Operation): fc.Arbitrary<Plan> {
    const plain = this.plain(operation);
    const odd: [weight: number, what: string, change: (plan: Plan) => fc.Arbitrary<Partial<Plan>>][] = [
      [20, 'whoever asks', () => this.headersOfAnybody()],
      [4, 'headers', () => fc.constantFrom(...HEADERS).map((headers) => ({ headers }))],
      [
        4,
        'content type',
        ({ content }) => fc.constantFrom(...TYPES).map((type) => ({ content: withType(content, type) })),
      ],
      [6, 'malformed body', ({ content }) => malformed(content)],
      [3, 'query', () => fc.constantFrom(...PAIRS).map((pair) => ({ query: [pair] }))],
    ];
    if (operation.inPath.length > 0) odd.push([10, 'path', (plan) => oddPath(plan)]);
    if (operation.inQuery.length > 0) odd.push([10, 'query', () => oddQuery(operation)]);
    if (operation.takes.length > 0) odd.push([25, 'one field', ({ content }) => bent(content)]);
    return fc.oneof(
      { weight: 35, arbitrary: plain },
      ...odd.map(([weight, what, change]) => ({
        weight,
        arbitrary: plain.chain((plan) => change(plan).map((changed) => ({ ...plan, odd: what, ...changed }))),
      })),
    );
  }

  /**
   * As the operation describes it, by the administrator.
   * @param whole with everything that may be left out, and about nothing but what is there
   */
  plain(operation: Operation, whole = false): fc.Arbitrary<Plan> {
    const { inPath, inQuery, takes, path } = operation;
    const segments = inPath.map(({ name, schema }) => {
      const before = path.slice(0, path.indexOf(`{${name}}`));
      return [name, this.values.of(schema, fullName(name, before), whole)] as const;
    });
    const query = Object.fromEntries(inQuery.map(({ name, schema }) => [name, this.values.of(schema, name)]));
    const required = inQuery.filter((p) => p.required === true).map((p) => p.name);
    return fc.record({
      operation: fc.constant(operation),
      odd: fc.constant('nothing'),
      inPath: fc.record(Object.fromEntries(segments)),
      query: fc
        .record(query, { requiredKeys: required })
        .map((found) => Object.entries(found).map(([name, value]) => `${name}=${encoded(value)}`)),
      headers: fc.constant(this.bearer('administrator')),
      content:
        takes.length === 0
          ? fc.constant(undefined)
          : fc.oneof(...takes.map(([type, s]) => this.content(type, s, whole))),
    });
  }

  private bearer(role: string): Record<string, string> {
    const token = this.tokens.get(role);
    return token === undefined ? {} : { Authorization: `Bearer ${token}` };
  }

  private headersOfAnybody(): fc.Arbitrary<Partial<Plan>> {
    return fc
      .constantFrom('nobody', ...this.tokens.keys())
      .map((role) => ({ odd: `asked by ${role}`, headers: this.bearer(role) }));
  }

  private content(type: string, schema: Schema, whole: boolean): fc.Arbitrary<Content> {
    if (type.endsWith('json')) return this.values.of(schema, '', whole).map((json) => ({ type, json }));
    const file = fc
      .oneof(fc.constantFrom(...this.files), fc.uint8Array({ maxLength: 200 }))
      .map((bytes) => Buffer.from(bytes as string));
    if (type !== 'multipart/form-data') return file.map((raw) => ({ type, raw }));
    const { properties = {}, required = [] } = schema;
    const parts = Object.entries(properties).map(
      ([name, s]) => [name, s.format === 'binary' ? file : this.values.of(s, name)] as const,
    );
    // Files last: what comes after them is read too late by some.
    parts.sort(([a], [b]) => Number(properties[a]!.format === 'binary') - Number(properties[b]!.format === 'binary'));
    return fc
      .record(Object.fromEntries(parts), whole ? {} : { requiredKeys: [...required] })
      .map((form) => ({ type, form }));
  }

  /** Sends what was planned. */
  async send(address: string, { operation, inPath, query, headers, content }: Plan): Promise<Answered> {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = inPath[name];
      return isOddSegment(value) ? value : encoded(value);
    });
    const { method } = operation;
    return send(address, { method, path: query.length > 0 ? `${path}?${query.join('&')}` : path, headers, content });
  }

  /** Keeps the numbers that an answer tells, so that later requests are about what is there; but not those who ask. */
  learn({ path }: Operation, { status, type, text }: Answered): void {
    if (status >= 300 || type?.startsWith('application/json') !== true) return;
    for (const [name, value] of Object.entries(JSON.parse(text) as object)) {
      if (typeof value === 'string' && isReference(name) && !this.tokens.has(value))
        this.known.add(fullName(name, path), value);
    }
  }
}

const withType = (content: Content | undefined, type: string | undefined): Content => ({
  ...(content ?? { raw: 'x' }),
  type,
});

function malformed(content: Content | undefined): fc.Arbitrary<Partial<Plan>> {
  const type =
    content?.type === 'multipart/form-data' ? `${content.type}; boundary=x` : (content?.type ?? 'application/json');
  return fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...BODIES).map((raw) => ({ content: { type, raw } })) },
    { weight: 1, arbitrary: fc.constant({ content: { type: 'application/json', declared: TOO_MANY_BYTES } }) },
  );
}

function oddPath({ inPath }: Plan): fc.Arbitrary<Partial<Plan>> {
  return fc
    .tuple(fc.constantFrom(...Object.keys(inPath)), fc.constantFrom(...SEGMENTS))
    .map(([name, segment]) => ({ odd: `${name} in the path`, inPath: { ...inPath, [name]: segment } }));
}

function oddQuery({ inQuery }: Operation): fc.Arbitrary<Partial<Plan>> {
  return fc
    .tuple(fc.constantFrom(...inQuery), fc.constantFrom(...QUERY_VALUES))
    .chain(([{ name }, value]) =>
      fc
        .constantFrom(
          [`${name}=${value}`],
          [`${name}=a`, `${name}=${value}`],
          [`${name}[]=${value}`],
          [`${name}[$ne]=${value}`],
        )
        .map((query) => ({ query })),
    );
}

/** A body with one part of it left out, or with something odd in its place. */
function bent(content: Content | undefined): fc.Arbitrary<Partial<Plan>> {
  const [kind, body] =
    content !== undefined && 'json' in content
      ? ['json', content.json]
      : ['form', (content as { form?: unknown }).form];
  const places = placesIn(body);
  if (places.length === 0) return oddValue.map((json) => ({ content: { type: content?.type, json } }));
  return fc
    .tuple(fc.constantFrom(...places), fc.option(oddValue, { nil: LEFT_OUT, freq: 5 }))
    .map(([place, value]) => ({
      odd: `${place.join('.')} ${value === LEFT_OUT ? 'left out' : 'odd'}`,
      content: { type: content?.type, [kind as 'json']: replaced(body, place, value) },
    }));
}

/** Stands for a field that is not there. */
const LEFT_OUT = undefined;
