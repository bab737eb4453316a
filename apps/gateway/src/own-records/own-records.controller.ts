import { checkIn, ownRecord, type OwnRecord, type Scope } from '#contracts';
import { type Language, languageOf, methodText, translate } from '#i18n';
import { chinaIso, chinaYear, Clock } from '#kernel';
import { ContractClient } from '#messaging';
import { Controller, Get, Headers, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { Audited } from '../audit/audited.js';
import { Needs } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User, Within } from '../auth/user.js';
import { year } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { SeenVolunteers } from '../volunteers/seen.js';

const query = z.object({ year: year.describe('in which the session starts; this one where none is named') });
const shown = ownRecord.extend({
  startsAt: z.string().nullable(),
  occurredAt: z.string(),
  receivedAt: z.string(),
  /** The method, and why it does not count, in words. */
  methodText: z.string(),
  reasonText: z.string(),
});
const answer = z.object({ records: z.array(shown) });

/** A volunteer's records, each with who made it, whether it counts and why not, and whether it is disputed (《志愿服务条例》 article 19). */
@Controller('api/v1')
export class OwnRecordsController {
  constructor(
    private readonly client: ContractClient,
    private readonly seen: SeenVolunteers,
    private readonly clock: Clock,
  ) {}

  @Get('me/attendance-records')
  @Needs('own-account')
  @Describe({
    summary: 'One’s own records of a year, under whichever number, the newest first',
    query,
    responses: { 200: answer, 400: 'problem', 404: 'problem' },
  })
  async own(@Query() asked: unknown, @CurrentUser() user: User, @Headers('accept-language') languages?: string) {
    const { year } = parse(query, asked);
    return this.list(ownNumber(user), year, languages);
  }

  @Get('volunteers/:no/attendance-records')
  @Needs('register-volunteers')
  @Audited()
  @Describe({
    summary: 'The same of a volunteer who has no account, for whoever disputes one for him',
    params: z.object({ no: z.string() }),
    query,
    responses: { 200: answer, 400: 'problem', 404: 'problem' },
  })
  async ofAnother(
    @Param('no') no: string,
    @Query() asked: unknown,
    @Within() within: Scope,
    @Headers('accept-language') languages?: string,
  ) {
    const { year } = parse(query, asked);
    const volunteerNo = numberOf(no);
    await this.seen.check(volunteerNo, within);
    return this.list(volunteerNo, year, languages);
  }

  private async list(
    volunteerNo: string,
    year = chinaYear(this.clock.now()),
    languages?: string,
  ): Promise<z.infer<typeof answer>> {
    const { records } = await this.client.call(checkIn.ownRecords.list, { volunteerNo, year });
    return { records: records.map((r) => show(r, languageOf(languages))) };
  }
}

function show(record: OwnRecord, language: Language): z.infer<typeof shown> {
  const { startsAt, occurredAt, receivedAt, method, reason } = record;
  return {
    ...record,
    startsAt: startsAt === null ? null : chinaIso(startsAt),
    occurredAt: chinaIso(occurredAt),
    receivedAt: chinaIso(receivedAt),
    methodText: methodText(language, method),
    reasonText: reason === undefined ? '' : reasonText(language, reason),
  };
}

/** Why a record does not count, as the definitions say it. */
const reasonText = (language: Language, reason: string): string => translate(language, `definitions.record.${reason}`);
