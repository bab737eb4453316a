import {
  checkIn,
  IMPORT_MAX_BYTES,
  IMPORT_OWNERS,
  IMPORTS_LISTED,
  type ImportKind,
  importKind,
  importStatus,
  registry,
  scheduling,
  type ImportStatus,
  type Refusal,
} from '#contracts';
import { languageOf, translate, type Language } from '#i18n';
import { chinaIso, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { toCsv } from '#tables';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User } from '../auth/user.js';
import { fileOf } from '../http/form.js';
import { itemsOfPages } from '../http/items-of-pages.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { chunks } from './chunks.js';

const OWNERS = { registry: registry.imports, scheduling: scheduling.imports, 'check-in': checkIn.imports } as const;

const dryRun = z.enum(['true', 'false']).default('false');
const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(IMPORTS_LISTED).default(20),
  kind: importKind.optional(),
});
const accepted = z.object({ id: z.string() });
const status = importStatus.omit({ createdAt: true, endedAt: true, problem: true }).extend({
  problem: importStatus.shape.problem.unwrap().extend({ message: z.string() }).nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
});

/** An import's id begins with its kind, so that its owner is known. */
function ownerOf(id: string): (typeof OWNERS)[keyof typeof OWNERS] {
  const kind = importKind.options.find((k) => id.startsWith(`${k}_`));
  if (kind === undefined || id.length > 80) throw new DomainError('IMPORT.UNKNOWN', { id: id.slice(0, 80) });
  return OWNERS[IMPORT_OWNERS[kind]];
}

@Controller('api/v1/imports')
export class ImportsController {
  constructor(private readonly client: ContractClient) {}

  @Post(':kind')
  @Needs('import')
  @HttpCode(202)
  @Describe({
    summary: 'Bring in a file (CSV or XLSX). 202 means that the file is safe and the import goes on by itself',
    params: z.object({ kind: importKind }),
    query: z.object({ dryRun }),
    body: 'file',
    responses: { 202: accepted, 400: 'problem' },
  })
  async bringIn(
    @Param('kind') kindText: string,
    @Query('dryRun') dryRunText: unknown,
    @Req() request: FastifyRequest,
    @CurrentUser() user: User,
  ): Promise<z.infer<typeof accepted>> {
    const kind: ImportKind = parse(importKind, kindText, 'kind');
    const isDryRun = parse(dryRun, dryRunText, 'dryRun') === 'true';
    const file = await fileOf(request, IMPORT_MAX_BYTES);
    const id = `${kind}_${randomUUID()}`;
    const owner = OWNERS[IMPORT_OWNERS[kind]];
    let bytes = 0;
    let index = 0;
    for await (const chunk of chunks(file)) {
      bytes += chunk.length;
      await this.client.call(owner.chunk, { id, index: index++, data: chunk.toString('base64') });
    }
    return this.client.call(owner.finish, { id, kind, dryRun: isDryRun, bytes, by: user.username });
  }

  @Get()
  @Needs('import')
  @Describe({
    summary: 'The imports of one kind or of all, the newest first',
    query: listQuery,
    responses: { 200: z.object({ imports: z.array(status) }), 400: 'problem' },
  })
  async list(@Query() query: unknown, @Req() request: FastifyRequest) {
    const { limit, kind = null } = parse(listQuery, query);
    const owners = kind === null ? Object.values(OWNERS) : [OWNERS[IMPORT_OWNERS[kind]]];
    const ofOwners = await Promise.all(owners.map((owner) => this.client.call(owner.list, { limit, kind })));
    const newest = ofOwners.flatMap(({ imports }) => imports).toSorted((a, b) => b.createdAt - a.createdAt);
    const language = languageOf(request.headers['accept-language']);
    return { imports: newest.slice(0, limit).map((found) => shown(found, language)) };
  }

  @Get(':id')
  @Needs('import')
  @Describe({
    summary: 'How far an import is',
    params: z.object({ id: z.string() }),
    responses: { 200: status, 404: 'problem' },
  })
  async status(@Param('id') id: string, @Req() request: FastifyRequest) {
    return shown(await this.client.call(ownerOf(id).status, { id }), languageOf(request.headers['accept-language']));
  }

  @Post(':id/cancel')
  @Needs('import')
  @HttpCode(200)
  @Describe({
    summary: 'Cancel an import; what was applied stays',
    params: z.object({ id: z.string() }),
    responses: { 200: status, 404: 'problem', 409: 'problem' },
  })
  async cancel(@Param('id') id: string, @Req() request: FastifyRequest) {
    return shown(await this.client.call(ownerOf(id).cancel, { id }), languageOf(request.headers['accept-language']));
  }

  @Get(':id/refusals.csv')
  @Needs('import')
  @Describe({
    summary: 'The refused rows and why',
    params: z.object({ id: z.string() }),
    responses: { 200: { media: ['text/csv'] }, 404: 'problem' },
  })
  async refusals(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const language = languageOf(request.headers['accept-language']);
    const owner = ownerOf(id);
    const page = (after: string | null) => this.client.call(owner.refusals, { id, after });
    const refusals = itemsOfPages(await page(null), page, (found) => found.refusals);
    async function* rows(): AsyncGenerator<(string | number)[]> {
      yield (['row', 'column', 'value', 'code', 'reason'] as const).map((c) =>
        translate(language, `refusalsColumns.${c}`),
      );
      for await (const refusal of refusals) yield refusalRow(refusal, language);
    }
    void reply
      .header('Content-Type', 'text/csv; charset=utf-8')
      .header('Content-Disposition', `attachment; filename="refusals-${id}.csv"`);
    await reply.send(Readable.from(toCsv(rows())));
  }
}

function refusalRow({ row, column, value, code }: Refusal, language: Language): (string | number)[] {
  return [row, column, value, code, translate(language, `refusal.${code}`)];
}

function shown(found: ImportStatus, language: Language): z.infer<typeof status> {
  const { problem } = found;
  return {
    ...found,
    problem: problem && { ...problem, message: translate(language, `file.${problem.code}`, problem) },
    createdAt: chinaIso(found.createdAt),
    endedAt: found.endedAt === null ? null : chinaIso(found.endedAt),
  };
}
