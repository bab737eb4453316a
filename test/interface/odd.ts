import fc from 'fast-check';

/** What stands in the place of a condition in a query to MongoDB, alone and in a list. */
export const OPERATORS: readonly unknown[] = [{ $gt: '' }, { $ne: null }, { $where: '1' }].flatMap((o) => [o, [o]]);

const nested = (levels: number): unknown => Array.from({ length: levels }).reduce<unknown>((inner) => [inner], []);

/** Values that hardly any field means. */
export const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...OPERATORS),
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, 2 ** 53, [], {}, [[]], [null], nested(500), { length: 1 }),
  fc.constantFrom('', ' ', '\u3000', '\ud800', 'a\udc00b', '\u0000', 'a\u0000b', '\u202e', '\ufeff', 'ﷺ', '%00', 'NaN'),
  fc.constantFrom('9999-12-31T23:59:59+14:00', '0001-01-01T00:00:00Z', '2022-02-30T00:00:00Z', '275760-09-13', '1e3'),
  fc.constantFrom('x'.repeat(1_001), 'x'.repeat(30_000), 'İ'.repeat(100), '😀'.repeat(5_000), '\u0301'.repeat(2_000)),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.jsonValue(),
);

/** Parts of a path, encoded or wrongly so. */
export const SEGMENTS = [
  ...['%ff', '%', '%00', '%ED%A0%80', '%2e%2e%2f', '..', '.', '%20', '%0a', '%F0%9F%98%80', '%7B%22%24gt%22%3A0%7D'],
  ...['x'.repeat(1_500), 'x'.repeat(3_000), '-1', '0', '1e3', '0x10', 'null', 'undefined', '__proto__', 'constructor'],
];
export const isOddSegment = (value: unknown): value is string => SEGMENTS.some((segment) => segment === value);

/** Values of a query parameter, encoded or wrongly so. */
export const QUERY_VALUES = [
  ...['', '%', '%ff', '%00', '%20', '%ED%A0%80', '%F0%9F%98%80', 'x'.repeat(5_000), 'null', '-1', '1e3', '__proto__'],
];
/** Parts of a query that no operation has. */
export const PAIRS = ['nothing=1', '=', '&&', '__proto__=1', 'constructor[prototype]=1', 'x'.repeat(20_000), '%ff=%ff'];

export const TYPES = [
  ...[undefined, 'text/plain', 'application/xml', 'application/json; charset=utf-16', 'application/problem+json'],
  ...['application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=x', 'x', '/'],
];

const HALF_FORM = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf a file';
/** Bodies that are no JSON, no object, or a form that breaks off. */
export const BODIES: readonly (string | Uint8Array)[] = [
  ...['', ' ', '{', '{"a":', '[]', 'null', '1', '"x"', 'true', '{"a":1}}', '\ufeff{}', "{'a':1}", '{"a":NaN}'],
  ...[
    '{"__proto__":{"x":1}}',
    '{"constructor":{"prototype":{}}}',
    '['.repeat(50_000),
    '{"a":'.repeat(20_000),
    'a=1&b=2',
  ],
  ...[HALF_FORM, `${HALF_FORM}\r\n--x--\r\n`, HALF_FORM.replace('"file"', '"__proto__"'), Uint8Array.of(255, 254, 0)],
];

/** More than a body of JSON may have. */
export const TOO_MANY_BYTES = 5 * 1024 * 1024;

const TOKENS = [
  'x',
  'Bearer',
  'Bearer ',
  'Bearer x',
  'Bearer a.b.c',
  'Basic YTpi',
  'Bearer \u00ff',
  'x'.repeat(20_000),
];
const COOKIES = ['', 'x', '%ff', 'x'.repeat(201), 'j:{"$gt":""}', 'x=y', `${'x'.repeat(43)}.x`];
export const HEADERS: readonly Readonly<Record<string, string>>[] = [
  ...TOKENS.map((token) => ({ Authorization: token })),
  ...COOKIES.map((cookie) => ({ Cookie: `refresh_token=${cookie}` })),
  { 'Accept-Language': `${'x'.repeat(500)};q=y,,` },
  { Accept: 'application/x-nothing' },
];
