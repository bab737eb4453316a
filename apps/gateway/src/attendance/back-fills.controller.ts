import { type BackFill, backFill, checkIn, type Scope } from '#contracts';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { instant, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { outcome, shown } from './outcome.js';

const ofSession = z.object({ no: z.string() });
const ofRequest = z.object({ id: z.string() });
const id = z.guid().transform((text) => text.toLowerCase());
const input = z.object({
  id: id.optional().describe('the same one again is the same request'),
  volunteerNo: required(100),
  kind: backFill.shape.kind,
  occurredAt: instant,
  reason: required(500),
  evidence: required(2000).describe('by what it can be seen that he was there: who saw him, which photo or list'),
});
const requestShown = backFill.extend({
  occurredAt: z.string(),
  requestedAt: z.string(),
  decidedAt: z.string().nullable(),
});
const approved = requestShown.extend({ record: outcome });

/** Back-fills: asked for by one person, approved by another. */
@Controller('api/v1')
export class BackFillsController {
  constructor(private readonly client: ContractClient) {}

  @Post('sessions/:no/back-fills')
  @Needs('record-attendance')
  @Describe({
    summary: 'Ask for a record afterwards, with reason and evidence; it becomes one when somebody else approves it',
    params: ofSession,
    body: input,
    responses: { 201: requestShown, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  async request(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const { id: named = randomUUID(), ...said } = parse(input, body);
    const asked = { sessionNo: numberOf(no), id: named, ...said, by, within };
    return shownRequest(await this.client.call(checkIn.backFills.request, asked));
  }

  @Get('sessions/:no/back-fills')
  @Needs('plan-sessions')
  @Describe({
    summary: 'What was asked for afterwards at a session, open or decided, the oldest first',
    params: ofSession,
    responses: { 200: z.object({ backFills: z.array(requestShown) }), 400: 'problem', 404: 'problem' },
  })
  async list(@Param('no') no: string, @Within() within: Scope) {
    const { backFills } = await this.client.call(checkIn.backFills.list, { sessionNo: numberOf(no), within });
    return { backFills: backFills.map(shownRequest) };
  }

  @Post('back-fills/:id/approve')
  @Needs('plan-sessions')
  @HttpCode(200)
  @Describe({
    summary:
      'Approve: the record comes into being, with the names of who asked and who approved, who are two persons; not by whom it is about',
    params: ofRequest,
    responses: { 200: approved, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  async approve(@Param('id') of: string, @CurrentUser() { username: by }: User, @Within() within: Scope) {
    const found = await this.client.call(checkIn.backFills.approve, { id: parse(id, of, 'id'), by, within });
    return { ...shownRequest(found.backFill), record: shown(found.result) };
  }

  @Post('back-fills/:id/decline')
  @Needs('plan-sessions')
  @HttpCode(200)
  @Describe({
    summary: 'Decline a request; no record comes of it',
    params: ofRequest,
    responses: { 200: requestShown, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  async decline(@Param('id') of: string, @CurrentUser() { username: by }: User, @Within() within: Scope) {
    return shownRequest(await this.client.call(checkIn.backFills.decline, { id: parse(id, of, 'id'), by, within }));
  }
}

function shownRequest({ occurredAt, requestedAt, decidedAt, ...rest }: BackFill): z.infer<typeof requestShown> {
  return {
    ...rest,
    occurredAt: chinaIso(occurredAt),
    requestedAt: chinaIso(requestedAt),
    decidedAt: decidedAt === null ? null : chinaIso(decidedAt),
  };
}
