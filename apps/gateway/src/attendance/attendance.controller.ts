import { checkIn, type IncomingRecord, type Scope } from '#contracts';
import { languageOf } from '#i18n';
import { chinaIso, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { NotAudited } from '../audit/audited.js';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { problemOf } from '../http/problem.filter.js';
import { currentTraceId } from '#observability';
import { HTTP_STATUS, isKept, isRetryable, notKept, outcome, shown } from './outcome.js';
import { deviceTime, incomingRecord, recordInput } from './record-input.js';
import { Recorder } from './recorder.js';

/** Read one by one, so that a bad record harms none of the others. */
const batch = z.object({ records: z.array(z.unknown()).min(1).max(1000), deviceTime });
const described = z.object({ records: z.array(recordInput).min(1).max(1000), deviceTime });
const batchResult = z.object({
  results: z.array(
    z.union([
      outcome.extend({ status: z.int() }),
      z.looseObject({
        status: z.int(),
        code: z.string(),
        retryable: z
          .boolean()
          .describe('whether the same record sent again later may be kept; where it is false the answer is final'),
      }),
    ]),
  ),
});
/** It is shown until `renewAt`, and taken until `validUntil`. */
const code = z.object({ qr: z.string(), digits: z.string(), renewAt: z.string(), validUntil: z.string() });
/** Why records are not audited. */
export const LEDGER = 'the ledger is a log itself: records are never altered, and each says who entered it';

@Controller('api/v1')
export class AttendanceController {
  constructor(
    private readonly client: ContractClient,
    private readonly recorder: Recorder,
  ) {}

  @Post('attendance-records')
  @Needs('record-attendance')
  @NotAudited(LEDGER)
  @Describe({
    summary:
      'Record attendance, by number or by the card that was scanned: 201 kept and standing, 200 was there already; 422 is no record, and says what to do',
    body: recordInput,
    responses: { 201: outcome, 200: outcome, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  async one(
    @Body() body: unknown,
    @CurrentUser() user: User,
    @Within() within: Scope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const record = incomingRecord(parse(recordInput, body), { user, within, now: Date.now() });
    const result = await this.recorder.one(record);
    const { status } = result;
    if (!isKept(status)) throw notKept(result, record);
    void reply.status(HTTP_STATUS[status]);
    return shown(result);
  }

  // `::` because a single colon would begin a parameter.
  @Post('attendance-records::batch')
  @Needs('record-attendance')
  @NotAudited(LEDGER)
  @HttpCode(200)
  @Describe({
    summary:
      'Record up to 1000 records; one outcome or problem for each, in order. What was kept or is refused for good is final; a problem with `retryable` true (`SESSION.UNKNOWN`, 429, 5xx) may be sent again later. The same records again change nothing',
    body: described,
    responses: { 200: batchResult, 400: 'problem' },
  })
  async batch(
    @Body() body: unknown,
    @CurrentUser() user: User,
    @Within() within: Scope,
    @Req() request: FastifyRequest,
  ) {
    const language = languageOf(request.headers['accept-language']);
    const asProblem = (error: DomainError, i: number) => ({
      ...problemOf(error, `${request.url}#${i}`, language, currentTraceId() ?? request.id),
      retryable: isRetryable(error.code),
    });
    const sent = parse(batch, body);
    const from = { user, within, now: Date.now(), deviceTime: sent.deviceTime };
    const good: { index: number; record: IncomingRecord }[] = [];
    const results: unknown[] = sent.records.map((raw, index) => {
      try {
        good.push({ index, record: incomingRecord(parse(recordInput, raw, `records.${index}`), from) });
        return undefined;
      } catch (error) {
        if (error instanceof DomainError) return asProblem(error, index);
        throw error;
      }
    });
    if (good.length > 0) {
      const kept = await this.recorder.all(good.map((g) => g.record));
      good.forEach(({ index, record }, i) => {
        const result = kept[i];
        if (result === undefined) throw new DomainError('INTERNAL');
        const { status } = result;
        results[index] = isKept(status)
          ? { status: HTTP_STATUS[status], ...shown(result) }
          : asProblem(notKept(result, record), index);
      });
    }
    return { results };
  }

  @Get('sessions/:no/check-in-code')
  @Needs('record-attendance')
  @Describe({
    summary:
      'The code of a session now, for the organiser’s screen: the text of a QR and six digits; a new one every 30 seconds',
    params: z.object({ no: z.string() }),
    responses: { 200: code, 400: 'problem', 404: 'problem' },
  })
  async code(@Param('no') no: string, @Within() within: Scope): Promise<z.infer<typeof code>> {
    const found = await this.client.call(checkIn.attendance.code, { sessionNo: numberOf(no), within });
    return { ...found, renewAt: chinaIso(found.renewAt), validUntil: chinaIso(found.validUntil) };
  }
}
