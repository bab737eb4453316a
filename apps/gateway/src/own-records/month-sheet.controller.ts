import { checkIn, type MonthPerson, registry, type Scope } from '#contracts';
import { languageOf } from '#i18n';
import { chinaDay, chinaDayStart, Clock, DAY_MS, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { PoliciesToday } from '#policies';
import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { Within } from '../auth/user.js';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { monthSheet } from './month-sheet.js';

const input = z.object({
  month: z.string().regex(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/, 'month_malformed'),
  division: required(40).describe('the code of a village'),
  because: required(500),
});

/** The monthly sheet (月报) for those without an account, by their full names. The reason is in the body, as addresses are kept in logs. */
@Controller('api/v1/monthly-sheets')
export class MonthSheetController {
  constructor(
    private readonly client: ContractClient,
    private readonly policies: PoliciesToday,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Needs('unmask')
  @HttpCode(200)
  @Describe({
    summary:
      'What was recorded in a month of those in a village who have no account, to print and hand out (PDF): sessions, times, minutes, and what to do where it is wrong. For a reason; both are in the audit log',
    body: input,
    responses: { 200: { media: ['application/pdf'] }, 400: 'problem', 404: 'problem', 422: 'problem' },
  })
  async print(
    @Body() body: unknown,
    @Within() within: Scope,
    @Res() reply: FastifyReply,
    @Headers('accept-language') languages?: string,
  ): Promise<void> {
    const { month, division } = parse(input, body); // the reason is kept by the audit log
    const { people } = await this.client.call(checkIn.ownRecords.month, { month, division, within });
    const [village, places, until, days] = await Promise.all([
      this.nameOf(division),
      this.places(people),
      this.until(month),
      this.policies.value('dispute_days'),
    ]);
    const pdf = await monthSheet(people, { village, month, until, days, places }, languageOf(languages));
    void reply.header('Content-Disposition', `attachment; filename="records-${month}.pdf"`);
    await reply.header('Cache-Control', 'no-store').type('application/pdf').send(pdf);
  }

  private async places(people: readonly MonthPerson[]): Promise<ReadonlyMap<string, string>> {
    const codes = [...new Set(people.flatMap((p) => p.sessions.map((s) => s.division)))].filter((c) => c !== '');
    return new Map(await Promise.all(codes.map(async (code) => [code, await this.nameOf(code)] as const)));
  }

  private async nameOf(code: string): Promise<string> {
    try {
      return (await this.client.call(registry.divisions.find, { code, on: null })).name;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'DIVISION.UNKNOWN') return '';
      throw error;
    }
  }

  /** So many days after the month, or after today where it is printed later. */
  private async until(month: string): Promise<string> {
    const days = await this.policies.value('sheet_reply_days');
    const [year = 0, of = 0] = month.split('-').map(Number);
    const after = chinaDayStart(Date.UTC(year, of, 1));
    return chinaDay(Math.max(after + (days - 1) * DAY_MS, this.clock.now() + days * DAY_MS));
  }
}
