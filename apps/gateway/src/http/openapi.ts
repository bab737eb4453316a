import { ERROR_CODES } from '#contracts';
import { applyDecorators, type INestApplication } from '@nestjs/common';
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
  z.toJSONSchema(schema, { io, target: 'openapi-3.0', unrepresentable: 'any' });

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
  if (d.body !== undefined) decorators.push(describeResponse(413, 'problem'), describeResponse(415, 'problem'));
  return applyDecorators(...decorators, ...ALWAYS_POSSIBLE);
}

/** Describes that a route asks for an access token, and what those get who have none or may not do it. */
export const asksForToken = (): MethodDecorator =>
  applyDecorators(ApiBearerAuth('bearer'), describeResponse(401, 'problem'), describeResponse(403, 'problem'));

/** A part is overloaded, or gone. */
const ALWAYS_POSSIBLE = [describeResponse(429, 'problem'), describeResponse(503, 'problem')];

function describeResponse(status: number, response: Description['responses'][number]): MethodDecorator {
  if (response === null) return ApiResponse({ status, description: '' });
  if (response === 'problem') {
    return ApiResponse({
      status,
      description: '',
      content: { 'application/problem+json': { schema: jsonSchema(problem, 'output') } },
    });
  }
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

/** The OpenAPI document of the whole interface. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('县志愿服务系统 County volunteer service')
    .setVersion('1')
    .addBearerAuth()
    .build();
  return SwaggerModule.createDocument(app, config);
}
