import { consent, CONSENT_VERSIONS, purpose, registry, type Scope } from '#contracts';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User, Within } from '../auth/user.js';
import { optional } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';

/** A line of the consent ledger as it is shown. */
export const shownConsent = consent.extend({ at: z.string() });
export const showConsent = ({ at, ...rest }: z.infer<typeof consent>): z.infer<typeof shownConsent> => ({
  ...rest,
  at: chinaIso(at),
});

const decision = z.object({ purpose, given: z.boolean(), version: optional(20), proxy: optional(100) });
const recorded = decision.extend({ photo: optional(100) });
const answers = { 201: shownConsent, 400: 'problem', 404: 'problem', 422: 'problem' } as const;

/** To what people consent (《个人信息保护法》 article 15: withdrawn as easily as given). */
@Controller('api/v1')
export class ConsentsController {
  constructor(private readonly client: ContractClient) {}

  @Get('me/consents')
  @Needs('own-account')
  @Describe({
    summary: 'To what one consented and what one withdrew, oldest first',
    responses: { 200: z.object({ consents: z.array(shownConsent) }), 404: 'problem' },
  })
  async own(@CurrentUser() user: User) {
    const { consents } = await this.client.call(registry.consents.list, { volunteerNo: ownNumber(user) });
    return { consents: consents.map(showConsent) };
  }

  @Post('me/consents')
  @Needs('own-account')
  @Describe({
    summary:
      'Consent to the text in force, or withdraw; withdrawing `service` means having one’s data deleted: DELETE /api/v1/me. `proxy` is the number of the volunteer who may sign one up',
    body: decision,
    responses: answers,
  })
  async decide(@Body() body: unknown, @CurrentUser() user: User) {
    const decided = inForce(parse(decision, body));
    const line = { ...decided, volunteerNo: ownNumber(user), by: user.username };
    return showConsent(await this.client.call(registry.consents.decide, line));
  }

  @Post('volunteers/:no/consents')
  @Needs('register-volunteers')
  @Describe({
    summary:
      'Record the consent that a volunteer, or a minor’s guardian, has signed, with its photo; or withdraw one on request',
    params: z.object({ no: z.string() }),
    body: recorded,
    responses: answers,
  })
  async record(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const line = { ...inForce(parse(recorded, body)), volunteerNo: numberOf(no), by, within };
    return showConsent(await this.client.call(registry.consents.record, line));
  }
}

/** Who withdraws need not have read what is in force. */
const inForce = <D extends z.infer<typeof decision>>(decided: D): D => ({
  ...decided,
  version: decided.given ? decided.version : CONSENT_VERSIONS[decided.purpose],
});
