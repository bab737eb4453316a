import { checkIn, drawn, type Scope, type SpotCheck, spotCheck, spotCheckFinding, spotCheckListed } from '#contracts';
import { type Language, languageOf, translate } from '#i18n';
import { CHINA_OFFSET_MS, chinaIso, chinaMinute } from '#kernel';
import { ContractClient } from '#messaging';
import { maskNumber } from '#privacy';
import { Body, Controller, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { optional, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';

const LISTED = 200;
/** Drawing reads every record number of a year. */
const DRAWING_MS = 120_000;

const time = z.string();
const params = z.object({ id: z.string() });
const drawInput = z.object({
  year: z.int().min(2000).max(2999),
  month: z.int().min(1).max(12).optional(),
  division: optional(40).describe("the caller's where he has one and names none"),
  size: z.int().min(1).max(500),
});
const foundInput = z.object({ recordKey: required(100), found: spotCheckFinding, text: optional(500) });
const listedShown = spotCheckListed.extend({ from: time, until: time, at: time });
const shown = spotCheck.extend({
  ...listedShown.shape,
  drawn: z.array(
    drawn.extend({
      startsAt: time,
      checkedInAt: time,
      checkedOutAt: time.nullable(),
      /** What is to be asked of the volunteer and of who was in charge. */
      question: z.string(),
      findings: z.array(drawn.shape.findings.element.extend({ at: time })),
    }),
  ),
});

/** Random samples for spot checks: drawn by the server, kept with all that was found. */
@Controller('api/v1/spot-checks')
@Needs('spot-check')
export class SpotChecksController {
  constructor(private readonly client: ContractClient) {}

  @Post()
  @Describe({
    summary:
      'Draw a random sample of the attendances of a year or month, by a seed that the server draws and keeps first',
    body: drawInput,
    responses: { 201: shown, 400: 'problem' },
  })
  async draw(
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
    @Headers('accept-language') languages?: string,
  ) {
    const { year, month, division, size } = parse(drawInput, body);
    const start = (y: number, m: number) => Date.UTC(y, m, 1) - CHINA_OFFSET_MS;
    const from = start(year, (month ?? 1) - 1);
    const until = month === undefined ? start(year + 1, 0) : start(year, month);
    const input = { from, until, division, size, by, within };
    const found = await this.client.call(checkIn.spotChecks.draw, input, { timeoutMs: DRAWING_MS });
    return show(found, languageOf(languages));
  }

  @Get()
  @Describe({
    summary: `The last ${String(LISTED)} samples, the newest first`,
    responses: { 200: z.object({ spotChecks: z.array(listedShown) }) },
  })
  async list(@Within() within: Scope) {
    const { spotChecks } = await this.client.call(checkIn.spotChecks.list, { within, limit: LISTED });
    return { spotChecks: spotChecks.map((s) => ({ ...s, ...drawing(s) })) };
  }

  @Get(':id')
  @Describe({
    summary: 'A sample with what is to be asked about each attendance, and what was found',
    params,
    responses: { 200: shown, 400: 'problem', 404: 'problem' },
  })
  async find(@Param('id') id: string, @Within() within: Scope, @Headers('accept-language') languages?: string) {
    const found = await this.client.call(checkIn.spotChecks.find, { id: numberOf(id, 'id'), within });
    return show(found, languageOf(languages));
  }

  @Post(':id/results')
  @HttpCode(200)
  @Describe({
    summary: 'Say what was found about one attendance; what was said before is kept',
    params,
    body: foundInput,
    responses: { 200: shown, 400: 'problem', 404: 'problem' },
  })
  async found(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
    @Headers('accept-language') languages?: string,
  ) {
    const input = { id: numberOf(id, 'id'), by, within, ...parse(foundInput, body) };
    return show(await this.client.call(checkIn.spotChecks.found, input), languageOf(languages));
  }
}

/** An account may be called by a phone number. */
const drawing = ({ from, until, at, by }: Pick<SpotCheck, 'from' | 'until' | 'at' | 'by'>) => ({
  ...{ from: chinaIso(from), until: chinaIso(until), at: chinaIso(at), by: maskNumber(by) },
});

function show({ drawn: all, ...rest }: SpotCheck, language: Language): z.infer<typeof shown> {
  return {
    ...rest,
    ...drawing(rest),
    drawn: all.map(({ startsAt, checkedInAt, checkedOutAt, findings, ...of }) => ({
      ...of,
      startsAt: chinaIso(startsAt),
      checkedInAt: chinaIso(checkedInAt),
      checkedOutAt: checkedOutAt === null ? null : chinaIso(checkedOutAt),
      question: translate(language, 'spotCheck.question', {
        ...{ sessionName: of.sessionName, sessionNo: of.sessionNo, checkedInAt: chinaMinute(checkedInAt) },
        checkedOutAt: checkedOutAt === null ? translate(language, 'spotCheck.noCheckOut') : chinaMinute(checkedOutAt),
      }),
      findings: findings.map(({ at, by, ...said }) => ({ ...said, by: maskNumber(by), at: chinaIso(at) })),
    })),
  };
}
