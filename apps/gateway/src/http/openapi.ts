import { ERROR_CODES } from '#contracts';
import { applyDecorators, type INestApplication, SetMetadata } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  DocumentBuilder,
  type OpenAPIObject,
  SwaggerModule,
} from '@nestjs/swagger';
import { z } from 'zod';

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.enum(ERROR_CODES),
    traceId: z.string(),
    errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
  })
  .describe('RFC 9457');

/** What a route takes and answers. A response is a schema (JSON), `'problem'`, `null` for none, or the media types of a file. */
export interface Description {
  readonly summary: string;
  readonly body?: z.ZodType | 'file';
  readonly query?: z.ZodObject;
  readonly params?: z.ZodObject;
  readonly responses: Readonly<
    Record<number, z.ZodType | 'problem' | null | { readonly media: readonly string[]; readonly schema?: z.ZodType }>
  >;
}

type JsonSchema = Record<string, unknown>;

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema =>
  withoutDialect(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));

/** Without `$schema`: the document says for all of them which JSON Schema it is. */
const withoutDialect = ({ $schema: _, ...schema }: JsonSchema): JsonSchema => schema;

/** The names of a route's query parameters. */
export const QUERY = 'query parameters';

/** Describes a route in the OpenAPI document, from the schemas that also parse. */
export function Describe(d: Description): MethodDecorator {
  const decorators: MethodDecorator[] = [ApiOperation({ summary: d.summary })];
  if (d.body === 'file') {
    decorators.push(
      ApiConsumes('multipart/form-data'),
      ApiBody({
        schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
      }),
    );
  } else if (d.body !== undefined) {
    decorators.push(ApiBody({ schema: jsonSchema(d.body, 'input') }));
  }
  for (const [name, schema] of Object.entries(d.params?.shape ?? {})) {
    decorators.push(ApiParam({ name, schema: jsonSchema(schema as z.ZodType, 'input') }));
  }
  for (const [name, schema] of Object.entries(d.query?.shape ?? {})) {
    const field = schema as z.ZodType;
    decorators.push(
      ApiQuery({ name, required: !field.safeParse(undefined).success, schema: jsonSchema(field, 'input') }),
    );
  }
  for (const [status, response] of Object.entries(d.responses)) {
    decorators.push(describeResponse(Number(status), response));
  }
  return applyDecorators(...decorators, SetMetadata(QUERY, Object.keys(d.query?.shape ?? {})));
}

/** Describes that a route asks for an access token, and what those get who have none or may not do it. */
export const asksForToken = (): MethodDecorator =>
  applyDecorators(ApiBearerAuth('bearer'), describeResponse(401, 'problem'), describeResponse(403, 'problem'));

/** What any request may be answered, whatever its route: malformed (a body where none is read, too), overloaded, header too large, a part gone. */
const ANY_REQUEST = [400, 429, 431, 503];
/** The same of requests with a body, which is read also where the route uses none: too large, of a type that is not taken. */
const ANY_BODY = [413, 415];
/** The same where a part of the path varies: no address. */
const ANY_PARAMETER = [404];
/** Methods whose body is not read. */
const WITHOUT_BODY = ['get', 'head'];

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const PROBLEM = {
  description: '',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function describeResponse(status: number, response: Description['responses'][number]): MethodDecorator {
  if (response === null) return ApiResponse({ status, description: '' });
  if (response === 'problem') return ApiResponse({ status, ...PROBLEM });
  if ('media' in response) {
    const schema = { type: 'string', format: 'binary' };
    const content = Object.fromEntries(response.media.map((m) => [m, { schema }]));
    if (response.schema)
      content['application/json'] = { schema: jsonSchema(response.schema, 'output') as typeof schema };
    return ApiResponse({ status, description: '', content });
  }
  return ApiResponse({
    status,
    description: '',
    content: { 'application/json': { schema: jsonSchema(response, 'output') } },
  });
}

/** The OpenAPI document of the whole interface. Version 3.1, because its schemas are JSON Schema as everybody's validators know it. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('县志愿服务系统 County volunteer service')
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, config);
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations as Record<string, Operation>)) {
      const common = [
        ...ANY_REQUEST,
        ...(WITHOUT_BODY.includes(method) ? [] : ANY_BODY),
        ...(path.includes('{') ? ANY_PARAMETER : []),
      ];
      for (const status of common) operation.responses[status] ??= PROBLEM;
      // Nest tells every header that a handler reads as required; none is.
      for (const parameter of operation.parameters ?? [])
        if ('in' in parameter && parameter.in === 'header') parameter.required = false;
    }
  }
  document.components = { ...document.components, schemas: { Problem: jsonSchema(problem, 'output') } };
  return document;
}
