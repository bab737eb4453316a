import { statistics } from '#contracts';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';

const year = z.string().regex(/^\d{4}$/, 'year_malformed').transform(Number).refine((y) => y >= 1, 'year_malformed');
const division = z.string().min(1).max(40).optional();
const report = statistics.reports.year.output.extend({ asOf: z.string() });

@Controller('api/v1/reports/years')
export class ReportsController {
  constructor(private readonly client: ContractClient) {}

  @Get(':year')
  @Needs('read-reports')
  @Describe({
    summary: "The year's figures",
    params: z.object({ year: z.string() }),
    query: z.object({ division }),
    responses: { 200: report, 400: 'problem', 404: 'problem' },
  })
  async year(@Param('year') yearText: string, @Query('division') divisionText: unknown) {
    const found = await this.client.call(statistics.reports.year, {
      year: parse(year, yearText, 'year'),
      division: parse(division, divisionText, 'division') ?? null,
    });
    return { ...found, asOf: chinaIso(found.asOf) };
  }

  @Post(':year/recount')
  @Needs('read-reports')
  @HttpCode(200)
  @Describe({
    summary: 'Count the year anew from the records alone and compare',
    params: z.object({ year: z.string() }),
    query: z.object({ division }),
    responses: { 200: statistics.reports.recount.output, 400: 'problem', 404: 'problem' },
  })
  recount(@Param('year') yearText: string, @Query('division') divisionText: unknown) {
    return this.client.call(
      statistics.reports.recount,
      { year: parse(year, yearText, 'year'), division: parse(division, divisionText, 'division') ?? null },
      { timeoutMs: 300_000 },
    );
  }
}
