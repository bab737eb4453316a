import { provisionalNumber, registry, type Scope } from '#contracts';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { Audited } from '../audit/audited.js';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { optional, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';

const A_PAGE = 200;
const listQuery = z.object({ after: optional(100).describe('the last number of the page before') });
const numberShown = provisionalNumber.extend({ at: z.string() });
const leadInput = z.object({ volunteerNo: required(100) });

/** Numbers of people who came without one. */
@Controller('api/v1/provisional-numbers')
@Needs('register-volunteers')
export class ProvisionalNumbersController {
  constructor(private readonly client: ContractClient) {}

  @Get()
  @Audited()
  @Describe({
    summary: `People who came without a number, and are not known yet, the oldest first, ${String(A_PAGE)} a page`,
    query: listQuery,
    responses: { 200: z.object({ provisionalNumbers: z.array(numberShown) }), 400: 'problem' },
  })
  async list(@Query() query: unknown, @Within() within: Scope) {
    const asked = { ...parse(listQuery, query), limit: A_PAGE, within };
    const { provisionalNumbers } = await this.client.call(registry.provisionalNumbers.list, asked);
    return { provisionalNumbers: provisionalNumbers.map(({ at, ...rest }) => ({ ...rest, at: chinaIso(at) })) };
  }

  @Put(':no/person')
  @HttpCode(204)
  @Describe({
    summary: 'Let a provisional number lead to a volunteer: what was recorded under it counts from now on. It stays so',
    params: z.object({ no: z.string() }),
    body: leadInput,
    responses: { 204: null, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  async lead(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ): Promise<void> {
    const { volunteerNo } = parse(leadInput, body);
    const settled = { provisionalNo: numberOf(no), volunteerNo, by, within };
    await this.client.call(registry.provisionalNumbers.lead, settled);
  }
}
