import { auditEntry, auditHead, registry, type Scope } from '#contracts';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { Within } from '../auth/user.js';
import { instant, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { Audited } from './audited.js';

const seq = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const query = z.object({
  by: required(100).optional(),
  target: required(100).optional(),
  from: instant.optional(),
  until: instant.optional(),
  before: seq.optional(),
});
const entries = z.object({
  entries: z.array(auditEntry.extend({ at: z.string() })),
  next: z.int().nullable(),
});
const known = z.object({ known: auditHead.optional() });

@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly client: ContractClient) {}

  @Get()
  @Needs('read-audit')
  @Audited()
  @Describe({
    summary: 'Who changed or saw what, newest first; the next page is that `before` the `next` of this one',
    query,
    responses: { 200: entries, 400: 'problem' },
  })
  async read(@Query() asked: unknown, @Within() within: Scope): Promise<z.infer<typeof entries>> {
    const { before = null, ...by } = parse(query, asked);
    const found = await this.client.call(registry.audit.read, { ...by, before, within });
    return { ...found, entries: found.entries.map((e) => ({ ...e, at: chinaIso(e.at) })) };
  }

  @Post('verify')
  @Needs('read-audit')
  @HttpCode(200)
  @Describe({
    summary:
      'Follow the chain of the audit log to its end; `known` is the head that somebody kept from an earlier answer',
    body: known,
    responses: { 200: registry.audit.verify.output, 400: 'problem' },
  })
  verify(@Body() body: unknown) {
    const asked = { known: parse(known, body).known ?? null };
    return this.client.call(registry.audit.verify, asked, { timeoutMs: 300_000 });
  }
}
