import { qualification, qualificationCode, registry, type Scope } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Audited } from '../audit/audited.js';
import { Needs } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User, Within } from '../auth/user.js';
import { optional, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';

const params = z.object({ no: z.string() });
const said = z
  .object({
    code: qualificationCode,
    from: z.iso.date(),
    until: z.iso.date().nullable().default(null),
    certificate: optional(100),
  })
  .refine(({ from, until }) => until === null || from <= until, { path: ['until'], error: 'ends_before_it_starts' });
const reason = z.object({ because: required(500) });
const listed = z.object({ qualifications: z.array(qualification) });

/** Qualifications (专业资格): what an office has seen a certificate of, and what posts may ask for. */
@Controller('api/v1')
export class QualificationsController {
  constructor(private readonly client: ContractClient) {}

  @Get('me/qualifications')
  @Needs('own-account')
  @Describe({ summary: 'One’s own qualifications', responses: { 200: listed, 404: 'problem' } })
  own(@CurrentUser() user: User) {
    const own = { volunteerNo: ownNumber(user), within: 'everywhere', own: true } as const;
    return this.client.call(registry.qualifications.list, own);
  }

  @Get('volunteers/:no/qualifications')
  @Needs('find-volunteers')
  @Audited()
  @Describe({
    summary: 'The qualifications of a volunteer, the numbers of certificates masked',
    params,
    responses: { 200: listed, 400: 'problem', 404: 'problem' },
  })
  list(@Param('no') no: string, @Within() within: Scope) {
    return this.client.call(registry.qualifications.list, { volunteerNo: numberOf(no), within, own: false });
  }

  @Post('volunteers/:no/qualifications')
  @Needs('record-qualifications')
  @Describe({
    summary: 'Record a qualification of which an office has seen the certificate',
    params,
    body: said,
    responses: { 201: qualification, 400: 'problem', 404: 'problem' },
  })
  record(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const wish = { volunteerNo: numberOf(no), by, within, ...parse(said, body) };
    return this.client.call(registry.qualifications.record, wish);
  }

  @Post('volunteers/:no/qualifications/:id/withdraw')
  @Needs('record-qualifications')
  @HttpCode(200)
  @Describe({
    summary: 'Withdraw a qualification, with the reason; it stays in the list and no longer holds',
    params: params.extend({ id: z.string() }),
    body: reason,
    responses: { 200: qualification, 400: 'problem', 404: 'problem' },
  })
  withdraw(
    @Param('no') no: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const wish = { volunteerNo: numberOf(no), id: numberOf(id, 'id'), by, within, ...parse(reason, body) };
    return this.client.call(registry.qualifications.withdraw, wish);
  }
}
