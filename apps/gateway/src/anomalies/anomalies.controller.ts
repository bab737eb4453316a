import { anomaly, type Anomaly, anomalyDecision, anomalyReason, anomalyState, checkIn, type Scope } from '#contracts';
import { type Language, languageOf, translate } from '#i18n';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { maskNumber } from '#privacy';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { optional, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';

const A_PAGE = 200;
const query = z.object({
  state: anomalyState.optional(),
  reason: anomalyReason.optional(),
  after: optional(100).describe('the last id of the page before'),
});
const decision = z.object({ decision: anomalyDecision, because: required(500) });
const shown = anomaly.extend({
  text: z.string(),
  foundAt: z.string(),
  history: z.array(anomaly.shape.history.element.extend({ at: z.string() })),
});

/** What is to be looked at. It says nothing about whether it is right, and changes no record and no figure. */
@Controller('api/v1/anomalies')
export class AnomaliesController {
  constructor(private readonly client: ContractClient) {}

  @Get()
  @Needs('read-anomalies')
  @Describe({
    summary: `What is to be looked at, the newest first, ${String(A_PAGE)} a page`,
    query,
    responses: { 200: z.object({ anomalies: z.array(shown) }), 400: 'problem' },
  })
  async list(@Query() asked: unknown, @Within() within: Scope, @Headers('accept-language') languages?: string) {
    const { state = null, reason = null, after } = parse(query, asked);
    const input = { state, reason, after, limit: A_PAGE, within };
    const { anomalies } = await this.client.call(checkIn.anomalies.list, input);
    return { anomalies: anomalies.map((a) => show(a, languageOf(languages))) };
  }

  @Post(':id/decide')
  @Needs('decide-anomalies')
  @HttpCode(200)
  @Describe({
    summary: 'Say what was found: it is explained, or the records are to be corrected; what was said before is kept',
    params: z.object({ id: z.string() }),
    body: decision,
    responses: { 200: shown, 400: 'problem', 404: 'problem' },
  })
  async decide(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
    @Headers('accept-language') languages?: string,
  ) {
    const input = { id: numberOf(id, 'id'), by, within, ...parse(decision, body) };
    return show(await this.client.call(checkIn.anomalies.decide, input), languageOf(languages));
  }
}

/** An account may be called by a phone number. */
function show({ foundAt, history, ...rest }: Anomaly, language: Language): z.infer<typeof shown> {
  const account = maskNumber(rest.account);
  return {
    ...{ ...rest, account },
    text: translate(language, `anomaly.${rest.reason}`, { account, measured: rest.measured }),
    foundAt: chinaIso(foundAt),
    history: history.map(({ at, by, ...said }) => ({ ...said, by: maskNumber(by), at: chinaIso(at) })),
  };
}
