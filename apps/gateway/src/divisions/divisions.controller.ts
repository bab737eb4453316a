import { divisionView, registry, type Scope } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';

const params = z.object({ code: z.string() });
const day = z.iso.date().optional();
const renamed = z.object({ name: required(200) });
const codeOf = (code: string): string => parse(required(40), code, 'code');

@Controller('api/v1/divisions')
export class DivisionsController {
  constructor(private readonly client: ContractClient) {}

  @Get(':code')
  @Needs('find-divisions')
  @Describe({
    summary: 'A division as it is, or as it was at the end of a day (UTC+08:00)',
    params,
    query: z.object({ on: day }),
    responses: { 200: divisionView, 400: 'problem', 404: 'problem' },
  })
  find(@Param('code') code: string, @Query('on') on: unknown) {
    return this.client.call(registry.divisions.find, { code: codeOf(code), on: parse(day, on, 'on') ?? null });
  }

  @Patch(':code')
  @Needs('manage-divisions')
  @Describe({
    summary: 'Rename a division, from today on; its code stays',
    params,
    body: renamed,
    responses: { 200: divisionView, 400: 'problem', 404: 'problem' },
  })
  rename(
    @Param('code') code: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    return this.client.call(registry.divisions.rename, { code: codeOf(code), by, within, ...parse(renamed, body) });
  }
}
