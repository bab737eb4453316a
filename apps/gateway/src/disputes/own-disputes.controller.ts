import { checkIn } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User } from '../auth/user.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { appealInput, disputeInput, disputeShown, shownDispute } from './dispute-shown.js';

const params = z.object({ id: z.string() });
const answers = { 400: 'problem', 404: 'problem', 409: 'problem' } as const;

/** What a volunteer disputes of his own records. */
@Controller('api/v1/me/disputes')
@Needs('own-account')
export class OwnDisputesController {
  constructor(private readonly client: ContractClient) {}

  @Get()
  @Describe({
    summary: 'One’s own disputes, the newest first, with what was decided',
    responses: { 200: z.object({ disputes: z.array(disputeShown) }), 404: 'problem' },
  })
  async list(@CurrentUser() user: User) {
    const asked = { volunteerNo: ownNumber(user) };
    const { disputes } = await this.client.call(checkIn.disputes.ofVolunteer, asked);
    return { disputes: disputes.map(shownDispute) };
  }

  @Post()
  @Describe({
    summary:
      'Dispute a record (`not-me`, `wrong`) or say that one is `missing`, with the times that would be right; it is decided by a day that the answer tells',
    body: disputeInput,
    responses: { 201: disputeShown, ...answers, 422: 'problem' },
  })
  async open(@Body() body: unknown, @CurrentUser() user: User) {
    const said = parse(disputeInput, body);
    return shownDispute(await this.client.call(checkIn.disputes.open, { ...said, ...acting(user) }));
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @Describe({ summary: 'Withdraw a dispute that is open', params, responses: { 200: disputeShown, ...answers } })
  async withdraw(@Param('id') id: string, @CurrentUser() user: User) {
    const own = { id: parse(z.guid(), id, 'id'), ...acting(user) };
    return shownDispute(await this.client.call(checkIn.disputes.withdraw, own));
  }

  @Post(':id/appeal')
  @HttpCode(200)
  @Describe({
    summary: 'Take a rejection to the office above, once',
    params,
    body: appealInput,
    responses: { 200: disputeShown, ...answers },
  })
  async appeal(@Param('id') id: string, @Body() body: unknown, @CurrentUser() user: User) {
    const own = { ...parse(appealInput, body), id: parse(z.guid(), id, 'id'), ...acting(user) };
    return shownDispute(await this.client.call(checkIn.disputes.appeal, own));
  }
}

const acting = (user: User) => ({ volunteerNo: ownNumber(user), by: user.username, own: true });
