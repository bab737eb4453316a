import { compact } from '#attendance';
import { checkIn, personFound, type Scope } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Needs, scopeOf } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { instant, optional, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { HTTP_STATUS, isKept, notKept, outcome, shown } from './outcome.js';
import { clockOffset, deviceTime } from './record-input.js';

const params = z.object({ no: z.string() });
const walkInInput = z.object({
  id: z.guid().transform((id) => id.toLowerCase()),
  name: required(100),
  phone: optional(40),
  kind: z.enum(['check-in', 'check-out']).default('check-in'),
  occurredAt: instant,
  deviceId: optional(200),
  deviceTime: deviceTime.describe('the time by the device’s clock when it sends this'),
});
/** `volunteerNo` is the provisional number, under which he is checked out, too. */
const walkInShown = outcome.extend({ volunteerNo: z.string() });
/** What is looked by is the compact form, so what that leaves out is not among the three. */
const searchInput = z.object({
  text: required(100).refine((text) => Array.from(compact(text)).length >= 3, 'three_characters'),
});

/** The people at a session, as whoever records attendance there sees them. */
@Controller('api/v1/sessions/:no')
@Needs('record-attendance')
export class PeopleController {
  constructor(private readonly client: ContractClient) {}

  @Post('people/search')
  @HttpCode(200)
  @Describe({
    summary:
      'Look for somebody to call up, among those signed up to this session (a leader also among his team): by three characters or more of name or number, or the last four or more of the phone',
    params,
    body: searchInput,
    responses: { 200: z.object({ people: z.array(personFound) }), 400: 'problem', 404: 'problem' },
  })
  search(@Param('no') no: string, @Body() body: unknown, @CurrentUser() { grants }: User, @Within() within: Scope) {
    const leads = scopeOf(grants, 'lead-teams') ?? null;
    const { text } = parse(searchInput, body);
    return this.client.call(checkIn.people.search, { sessionNo: numberOf(no), text, within, leads });
  }

  @Post('walk-ins')
  @HttpCode(201)
  @Describe({
    summary:
      'Record somebody who came without a number, under a provisional one; it counts once the registry lets that lead to a person. 200 was there already',
    params,
    body: walkInInput,
    responses: { 201: walkInShown, 200: walkInShown, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  async walkIn(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() user: User,
    @Within() within: Scope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof walkInShown>> {
    const { deviceTime: told, ...said } = parse(walkInInput, body);
    const sessionNo = numberOf(no);
    const { volunteerNo, result } = await this.client.call(checkIn.people.walkIn, {
      ...said,
      ...clockOffset(told, Date.now()),
      ...{ person: said.id, sessionNo, method: 'roll-call', by: user.username, within },
      isJudged: scopeOf(user.grants, 'import') !== 'everywhere',
    });
    if (!isKept(result.status)) throw notKept(result, { id: said.id, sessionNo });
    void reply.status(HTTP_STATUS[result.status]);
    return { volunteerNo, ...shown(result) };
  }
}
