import { compact } from '#attendance';
import { type IncomingRecord, position, type Proof, recordKind } from '#contracts';
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { NotAudited } from '../audit/audited.js';
import { Needs, NOWHERE } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User } from '../auth/user.js';
import { instant, optional, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { LEDGER } from './attendance.controller.js';
import { HTTP_STATUS, isKept, notKept, outcome, shown } from './outcome.js';
import { clockOffset } from './record-input.js';
import { Recorder } from './recorder.js';

/** How a volunteer checks himself in: by one of the code, its digits, and his position. */
const input = z
  .object({
    id: z.guid().transform((id) => id.toLowerCase()),
    sessionNo: required(100),
    kind: recordKind.exclude(['annul']),
    occurredAt: instant.nullable().default(null).describe('only now; without it when it arrives'),
    deviceTime: instant.optional().describe('the time by the device’s clock when it sends this'),
    deviceId: optional(200),
    code: required(2000).optional().describe('the text of the QR'),
    digits: required(20).transform(compact).optional().describe('as they were typed'),
    position: position.optional(),
    confirmed: z.boolean().default(false).describe('although the position is not accurate'),
  })
  .refine(({ code, digits, position: at }) => [code, digits, at].filter((p) => p !== undefined).length === 1, {
    path: ['code'],
    message: 'one_proof',
  });

/** What a volunteer records of himself. */
@Controller('api/v1/me/attendance-records')
@Needs('own-account')
export class OwnCheckInController {
  constructor(private readonly recorder: Recorder) {}

  @Post()
  @NotAudited(LEDGER)
  @HttpCode(201)
  @Describe({
    summary:
      'Check oneself in or out by the code on the screen (`code` or `digits`) or by position: 201 kept and standing, 200 was there already; 422 is no record, and says what to do',
    body: input,
    responses: { 201: outcome, 200: outcome, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  async checkIn(@Body() body: unknown, @CurrentUser() user: User, @Res({ passthrough: true }) reply: FastifyReply) {
    const record = ownRecord(parse(input, body), user, Date.now());
    const result = await this.recorder.one(record);
    if (!isKept(result.status)) throw notKept(result, record);
    void reply.status(HTTP_STATUS[result.status]);
    return shown(result);
  }
}

function ownRecord(
  { code, digits, position: at, confirmed, deviceTime, ...said }: z.output<typeof input>,
  user: User,
  now: number,
): IncomingRecord {
  const proof: Proof =
    code !== undefined
      ? { way: 'code', code }
      : digits !== undefined
        ? { way: 'digits', digits }
        : { way: 'location', position: at as NonNullable<typeof at>, confirmed };
  return {
    ...said,
    ...clockOffset(deviceTime, now),
    ...{ volunteerNo: ownNumber(user), method: proof.way === 'location' ? 'location' : 'qr' },
    ...{ annuls: '', note: '', receivedAt: null, enteredBy: '', approvedBy: '' },
    ...{ by: user.username, within: NOWHERE, own: true, proof },
  };
}
