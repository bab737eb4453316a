import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** JSON Schema, as OpenAPI 3.1 has it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface DescribedOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** One operation of the OpenAPI document. */
export interface Operation {
  /** `POST /api/v1/sessions/{no}/sign-ups` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly inPath: readonly Parameter[];
  readonly inQuery: readonly Parameter[];
  /** The media types that it takes, with their schemas. */
  readonly takes: readonly (readonly [type: string, schema: Schema])[];
  readonly responses: DescribedOperation['responses'];
}

/** An answer as it came. */
export interface Answered {
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
}

/** The interface by its own OpenAPI document: its operations, and whether an answer is as it is described. */
export class Description {
  readonly operations: readonly Operation[];
  private readonly ajv = formats.default(new Ajv2020({ strict: true, allowUnionTypes: true }));
  private readonly compiled = new Map<Schema, ValidateFunction>();

  constructor(private readonly document: { readonly paths: Record<string, Record<string, DescribedOperation>> }) {
    this.ajv.addFormat('binary', true);
    this.operations = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, described]) => operationOf(method.toUpperCase(), path, described)),
    );
  }

  /** The schema itself, where it only names one. */
  resolved(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    const keys = schema.$ref.replace('#/', '').split('/');
    const found = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], this.document);
    return this.resolved(found as Schema);
  }

  /**
   * What is not as described in an answer; undefined where nothing is.
   * @param sent media type of the request's body; undefined where there was none
   */
  fault({ responses, takes }: Operation, { status, type, text }: Answered, sent?: string): string | undefined {
    const response = responses[status];
    if (response === undefined) return 'a status that is not documented';
    // What says how ready the services are answers 503 as its result; everywhere else it is a failure, because nothing is away.
    const isResult = response.content !== undefined && !(PROBLEM in response.content);
    if (status >= 500 && !isResult) return 'the server failed';
    if (status < 300 && takes.length > 0 && !takes.some(([media]) => media === mediaOf(sent)))
      return `a body was taken that is no ${takes.map(([media]) => media).join()}`;
    const media = mediaOf(type);
    if (status >= 400 && status < 500 && media !== PROBLEM) return `no problem but ${media}`;
    if (response.content === undefined) return text === '' ? undefined : 'a body where none is documented';
    const content = response.content[media];
    if (content === undefined) return `a content type that is not documented: ${media}`;
    return media.endsWith('json') ? this.faultOfJson(content.schema, status, text) : undefined;
  }

  private faultOfJson(schema: Schema, status: number, text: string): string | undefined {
    const body = JSON.parse(text) as unknown;
    const fits = this.validator(this.resolved(schema));
    if (!fits(body)) return `a body that is not as documented: ${this.ajv.errorsText(fits.errors)}`;
    if (status >= 400 && status < 500 && (body as { status: number }).status !== status)
      return 'a problem that tells another status';
    return status < 300 && HALF_A_CHARACTER.test(text) ? 'half a character was taken' : undefined;
  }

  private validator(schema: Schema): ValidateFunction {
    let validate = this.compiled.get(schema);
    if (validate === undefined) {
      validate = this.ajv.compile(schema);
      this.compiled.set(schema, validate);
    }
    return validate;
  }
}

/** JSON has whole characters as they are, and only halves of them as escapes. */
const HALF_A_CHARACTER = /(?<!\\)\\ud[89a-f]/i;

const PROBLEM = 'application/problem+json';

/** A content type without its parameters. */
const mediaOf = (type: string | undefined): string => type?.split(';')[0]?.trim() ?? '';

function operationOf(method: string, path: string, described: DescribedOperation): Operation {
  const { parameters = [], requestBody, responses } = described;
  return {
    name: `${method} ${path}`,
    method,
    path,
    inPath: parameters.filter((p) => p.in === 'path'),
    inQuery: parameters.filter((p) => p.in === 'query'),
    takes: Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => [type, schema] as const),
    responses,
  };
}
