import { checkIn, recognitionReport, type Scope, statistics } from '#contracts';
import { languageOf, translate } from '#i18n';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { Controller, Get, HttpCode, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { Within } from '../auth/user.js';
import { itemsOfPages } from '../http/items-of-pages.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { notCountedCsv } from './not-counted-csv.js';
import { reportCsv } from './report-csv.js';
import { disposition } from './report-file-name.js';
import { reportSheets } from './report-sheets.js';
import { reportXlsx } from './report-xlsx.js';
import { yearAndFormat } from './year-and-format.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const CSV = 'text/csv; charset=utf-8';

const year = z
  .string()
  .regex(/^\d{4}$/, 'year_malformed')
  .transform(Number)
  .refine((y) => y >= 1, 'year_malformed');
const division = z.string().min(1).max(40).optional();
const recognitionShown = recognitionReport.extend({ asOf: z.string() });
const report = statistics.reports.year.output.extend({ asOf: z.string() });

@Controller('api/v1/reports/years')
export class ReportsController {
  constructor(private readonly client: ContractClient) {}

  @Get(':year')
  @Needs('read-reports')
  @Describe({
    summary: "The year's figures; as a workbook or a table of text where the year is followed by .xlsx or .csv",
    params: z.object({
      year: z
        .string()
        .regex(/^\d{4}(\.(xlsx|csv))?$/)
        .describe('2022, 2022.xlsx or 2022.csv'),
    }),
    query: z.object({ division }),
    responses: { 200: { media: [XLSX, 'text/csv'], schema: report }, 400: 'problem', 404: 'problem' },
  })
  async year(
    @Param('year') yearText: string,
    @Query('division') divisionText: unknown,
    @Within() within: Scope,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof report> | StreamableFile> {
    const asked = parse(yearAndFormat, yearText, 'year');
    const query = { year: asked.year, division: parse(division, divisionText, 'division') ?? null, within };
    const found = await this.client.call(statistics.reports.year, query);
    if (asked.format === 'json') return { ...found, asOf: chinaIso(found.asOf) };
    const recognised = await this.client.call(statistics.recognition.year, query);
    const language = languageOf(request.headers['accept-language']);
    const named = { disposition: disposition(found, asked.format, language) };
    if (asked.format === 'csv') {
      return new StreamableFile(Readable.from(reportCsv(found, recognised, language)), { type: CSV, ...named });
    }
    const workbook = await reportXlsx(reportSheets(found, recognised, language), translate(language, 'report.page'));
    return new StreamableFile(workbook, { type: XLSX, length: workbook.length, ...named });
  }

  @Get(':year/recognition')
  @Needs('read-reports')
  @Describe({
    summary:
      "What becomes of the year's service minutes: recognised at once, approved, waiting; and attendances in full. Beside the year's figures, which do not change",
    params: z.object({ year }),
    query: z.object({ division }),
    responses: { 200: recognitionShown, 400: 'problem', 404: 'problem' },
  })
  async recognition(
    @Param('year') yearText: string,
    @Query('division') divisionText: unknown,
    @Within() within: Scope,
  ): Promise<z.infer<typeof recognitionShown>> {
    const found = await this.client.call(statistics.recognition.year, {
      year: parse(year, yearText, 'year'),
      division: parse(division, divisionText, 'division') ?? null,
      within,
    });
    return { ...found, asOf: chinaIso(found.asOf) };
  }

  @Get(':year/not-counted.csv')
  @Needs('read-reports')
  @Describe({
    summary:
      'The records that do not count, each with its reason: of sessions that start in the year; of an unknown session, of the year in which it happened, to who may see everything',
    params: z.object({ year }),
    responses: { 200: { media: ['text/csv'] }, 400: 'problem' },
  })
  async notCounted(
    @Param('year') yearText: string,
    @Within() within: Scope,
    @Req() request: FastifyRequest,
  ): Promise<StreamableFile> {
    const asked = { year: parse(year, yearText, 'year'), within };
    const page = (after: string | null) =>
      this.client.call(checkIn.attendance.notCounted, { ...asked, after }, { timeoutMs: 60_000 });
    const records = itemsOfPages(await page(null), page, (found) => found.records);
    const csv = notCountedCsv(records, languageOf(request.headers['accept-language']));
    return new StreamableFile(Readable.from(csv), {
      type: CSV,
      disposition: `attachment; filename="not-counted-${String(asked.year)}.csv"`,
    });
  }

  @Post(':year/recount')
  @Needs('read-reports')
  @HttpCode(200)
  @Describe({
    summary: 'Count the year anew from the records alone and compare',
    params: z.object({ year }),
    query: z.object({ division }),
    responses: { 200: statistics.reports.recount.output, 400: 'problem', 404: 'problem' },
  })
  recount(@Param('year') yearText: string, @Query('division') divisionText: unknown, @Within() within: Scope) {
    return this.client.call(
      statistics.reports.recount,
      { year: parse(year, yearText, 'year'), division: parse(division, divisionText, 'division') ?? null, within },
      { timeoutMs: 300_000 },
    );
  }
}
