import { registry, type Scope } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Audited } from '../audit/audited.js';
import { Needs } from '../auth/rights.js';
import { Within } from '../auth/user.js';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';

/** The first byte of a JPEG; what else is taken is a PNG. */
const JPEG = 0xff;

const params = z.object({ no: z.string() });
const reason = z.object({ because: required(500) });
const search = z.object({ phone: required(40) });
const { find, findByPhone, unmask } = registry.personalData;

/** What is personal of volunteers: masked, and in clear for a reason that is in the audit log before it is shown. */
@Controller('api/v1/volunteers')
export class PersonalDataController {
  constructor(private readonly client: ContractClient) {}

  @Get(':no')
  @Needs('find-volunteers')
  @Audited()
  @Describe({
    summary: 'A volunteer, with what is personal masked',
    params,
    responses: { 200: find.output, 400: 'problem', 404: 'problem' },
  })
  find(@Param('no') no: string, @Within() within: Scope) {
    return this.client.call(find, { volunteerNo: numberOf(no), within });
  }

  // Not by the address, which is kept in logs.
  @Post('search')
  @Needs('find-volunteers')
  @HttpCode(200)
  @Describe({
    summary: 'The volunteers who gave exactly this phone number, masked',
    body: search,
    responses: { 200: findByPhone.output, 400: 'problem' },
  })
  search(@Body() body: unknown, @Within() within: Scope) {
    return this.client.call(findByPhone, { ...parse(search, body), within });
  }

  @Post(':no/unmask')
  @Needs('unmask')
  @HttpCode(200)
  @Describe({
    summary: 'What is personal of a volunteer in clear, for a reason; both are in the audit log',
    params,
    body: reason,
    responses: { 200: unmask.output, 400: 'problem', 404: 'problem' },
  })
  unmask(@Param('no') no: string, @Body() body: unknown, @Within() within: Scope) {
    parse(reason, body); // kept by the audit log
    return this.client.call(unmask, { volunteerNo: numberOf(no), within });
  }

  @Post(':no/consent-photo')
  @Needs('unmask')
  @HttpCode(200)
  @Describe({
    summary: 'The photo of the consent that a volunteer signed, for a reason; both are in the audit log',
    params,
    body: reason,
    responses: { 200: { media: ['image/jpeg', 'image/png'] }, 400: 'problem', 404: 'problem' },
  })
  async consentPhoto(
    @Param('no') no: string,
    @Body() body: unknown,
    @Within() within: Scope,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    parse(reason, body);
    const { data } = await this.client.call(registry.persons.photo, { volunteerNo: numberOf(no), within });
    const photo = Buffer.from(data, 'base64');
    void reply.header('Cache-Control', 'no-store').header('Content-Disposition', 'inline');
    await reply.type(photo[0] === JPEG ? 'image/jpeg' : 'image/png').send(photo);
  }
}
