import { checkIn, type Scope } from '#contracts';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Audited } from '../audit/audited.js';
import { Needs, Public } from '../auth/rights.js';
import { Within } from '../auth/user.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';

const issued = z.object({
  roster: z.string().describe('a compact JWS (EdDSA); what is in it: `check-in.v1.rosters`'),
  issuedAt: z.string(),
  validUntil: z.string(),
});

/** What a device takes with it to where there is no network. */
@Controller('api/v1')
export class RosterController {
  constructor(private readonly client: ContractClient) {}

  @Get('sessions/:no/roster')
  @Needs('record-attendance')
  @Audited()
  @Describe({
    summary:
      'The signed roster of a session, for checking in without a network: who is signed up or has records, names masked so far that they can be told apart, no document or phone numbers; it holds until seven days after the session’s end (`roster_days`)',
    params: z.object({ no: z.string() }),
    responses: { 200: issued, 400: 'problem', 404: 'problem' },
  })
  async roster(@Param('no') no: string, @Within() within: Scope): Promise<z.infer<typeof issued>> {
    const { token, issuedAt, validUntil } = await this.client.call(checkIn.rosters.issue, {
      sessionNo: numberOf(no),
      within,
    });
    return { roster: token, issuedAt: chinaIso(issuedAt), validUntil: chinaIso(validUntil) };
  }

  @Get('roster-keys')
  @Public()
  @Describe({
    summary: 'The public keys by which rosters are verified (JWK set)',
    responses: { 200: checkIn.rosters.keys.output },
  })
  keys() {
    return this.client.call(checkIn.rosters.keys, {});
  }
}
