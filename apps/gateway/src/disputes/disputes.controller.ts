import { checkIn, disputeLevel, disputeState, type Scope } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { outcome, shown } from '../attendance/outcome.js';
import { Needs, scopeOf } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { optional, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { disputeShown, shownDispute } from './dispute-shown.js';

const A_PAGE = 200;
const params = z.object({ id: z.string() });
const query = z.object({
  state: disputeState.default('open'),
  level: disputeLevel.optional(),
  after: optional(100).describe('the last id of the page before'),
});
const upholding = z.object({ because: optional(500) });
const rejecting = z.object({ because: required(500) });
/** With the records that were made: the annulment first, then what is right. */
const upheld = disputeShown.extend({ records: z.array(outcome) });
const answers = { 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' } as const;

/** Disputes about records at sessions, for those who are in charge of these. */
@Controller('api/v1/disputes')
@Needs('plan-sessions')
export class DisputesController {
  constructor(private readonly client: ContractClient) {}

  @Get()
  @Describe({
    summary: `What is disputed, the earliest due first and so what is overdue before all, ${String(A_PAGE)} a page`,
    query,
    responses: { 200: z.object({ disputes: z.array(disputeShown) }), 400: 'problem' },
  })
  async list(@Query() asked: unknown, @Within() within: Scope) {
    const { state, level = null, after } = parse(query, asked);
    const input = { state, level, after, limit: A_PAGE, within };
    const { disputes } = await this.client.call(checkIn.disputes.list, input);
    return { disputes: disputes.map(shownDispute) };
  }

  @Post(':id/uphold')
  @HttpCode(200)
  @Describe({
    summary:
      'Uphold: the record is annulled, and what the volunteer says is right is recorded, with both names. Not by who has opened it or made the record',
    params,
    body: upholding,
    responses: { 200: upheld, ...answers },
  })
  async uphold(@Param('id') id: string, @Body() body: unknown, @CurrentUser() user: User, @Within() within: Scope) {
    const { because } = parse(upholding, body);
    const { dispute, results } = await this.decide(id, { decision: 'upheld', because }, user, within);
    return { ...shownDispute(dispute), records: results.map(shown) };
  }

  @Post(':id/reject')
  @HttpCode(200)
  @Describe({
    summary: 'Reject, with the reason; no record is changed, and the volunteer may take it to the office above',
    params,
    body: rejecting,
    responses: { 200: disputeShown, ...answers },
  })
  async reject(@Param('id') id: string, @Body() body: unknown, @CurrentUser() user: User, @Within() within: Scope) {
    const { because } = parse(rejecting, body);
    const { dispute } = await this.decide(id, { decision: 'rejected', because }, user, within);
    return shownDispute(dispute);
  }

  private decide(
    id: string,
    said: { readonly decision: 'upheld' | 'rejected'; readonly because: string },
    { username: by, grants }: User,
    within: Scope,
  ) {
    const appeals = scopeOf(grants, 'decide-appeals') ?? null;
    return this.client.call(checkIn.disputes.decide, { id: parse(z.guid(), id, 'id'), ...said, by, within, appeals });
  }
}
