import { checkIn, type Scope } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Audited } from '../audit/audited.js';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { SeenVolunteers } from '../volunteers/seen.js';
import { appealInput, disputeInput, disputeShown, shownDispute } from './dispute-shown.js';

const params = z.object({ no: z.string() });
const answers = { 400: 'problem', 404: 'problem', 409: 'problem' } as const;

/** Disputes for whoever has no account, as he has said or written to his village or team; whoever hands it in does not decide it. */
@Controller('api/v1/volunteers/:no/disputes')
@Needs('register-volunteers')
export class DisputesForOthersController {
  constructor(
    private readonly client: ContractClient,
    private readonly seen: SeenVolunteers,
  ) {}

  @Get()
  @Audited()
  @Describe({
    summary: 'A volunteer’s disputes, the newest first',
    params,
    responses: { 200: z.object({ disputes: z.array(disputeShown) }), 400: 'problem', 404: 'problem' },
  })
  async list(@Param('no') no: string, @Within() within: Scope) {
    const volunteerNo = await this.allowed(no, within);
    const { disputes } = await this.client.call(checkIn.disputes.ofVolunteer, { volunteerNo });
    return { disputes: disputes.map(shownDispute) };
  }

  @Post()
  @Describe({
    summary: 'Dispute a record for a volunteer who has asked for it, or say that one is missing',
    params,
    body: disputeInput,
    responses: { 201: disputeShown, ...answers, 422: 'problem' },
  })
  async open(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const said = parse(disputeInput, body);
    const volunteerNo = await this.allowed(no, within);
    return shownDispute(await this.client.call(checkIn.disputes.open, { ...said, volunteerNo, by, own: false }));
  }

  @Post(':id/appeal')
  @HttpCode(200)
  @Describe({
    summary: 'Take a rejection to the office above, once, for a volunteer who has asked for it',
    params: params.extend({ id: z.string() }),
    body: appealInput,
    responses: { 200: disputeShown, ...answers },
  })
  async appeal(
    @Param('no') no: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const said = { ...parse(appealInput, body), id: parse(z.guid(), id, 'id'), by, own: false };
    const volunteerNo = await this.allowed(no, within);
    return shownDispute(await this.client.call(checkIn.disputes.appeal, { ...said, volunteerNo }));
  }

  private async allowed(no: string, within: Scope): Promise<string> {
    const volunteerNo = numberOf(no);
    await this.seen.check(volunteerNo, within);
    return volunteerNo;
  }
}
