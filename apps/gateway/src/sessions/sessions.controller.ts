import { type InputOf, type Scope, scheduling, stage } from '#contracts';
import { chinaDayStart, DAY_MS } from '#kernel';
import { ContractClient } from '#messaging';
import { PoliciesToday } from '#policies';
import { Body, Controller, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { Needs, NOWHERE, scopeOf } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { instant, optional, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { Refused } from '../http/refused.js';
import {
  changeInput,
  coveredInput,
  listedShown,
  plannedSession,
  reviseInput,
  sessionInput,
  sessionShown,
  shownListed,
  shownSession,
} from './session-input.js';

const params = z.object({ no: z.string() });

type Act = InputOf<typeof scheduling.planning.submit>;

const act = (no: string, { username: by }: User, within: Scope): Act => ({ sessionNo: numberOf(no), by, within });

const returnInput = z.object({ because: required(500) });

const A_PAGE = 200;
/** How far ahead the list reaches where nothing is said. */
const WEEKS_MS = 5 * 7 * DAY_MS;
const listQuery = z.object({
  from: instant
    .optional()
    .describe('start at or after; a full time such as 2026-05-01T00:00:00+08:00; without it the beginning of today'),
  until: instant.optional().describe('start before; a full time likewise; without it five weeks later'),
  division: optional(40),
  stage: stage.extract(['draft', 'review']).optional(),
  after: optional(100).describe('the last number of the page before'),
  afterStart: instant
    .optional()
    .describe('its start as that page told it: then none is left out, should it have been moved meanwhile'),
});

@Controller('api/v1/sessions')
export class SessionsController {
  constructor(
    private readonly client: ContractClient,
    private readonly policies: PoliciesToday,
  ) {}

  @Post()
  @Needs('plan-sessions')
  @Describe({
    summary: 'Plan a session: a draft under a new number',
    body: sessionInput,
    responses: { 201: sessionShown, 400: 'problem', 409: 'problem' },
  })
  async plan(@Body() body: unknown, @CurrentUser() { username: by }: User, @Within() within: Scope) {
    const offerMinutes = await this.policies.value('offer_minutes');
    const planned = plannedSession(parse(sessionInput, body), { by, within, offerMinutes });
    return shownSession(await this.client.call(scheduling.planning.plan, planned));
  }

  @Get()
  @Needs('find-sessions')
  @Describe({
    summary: `Sessions by their start, ${String(A_PAGE)} a page: what is published, or drafts and what is in review of the caller's. Without \`from\` the list begins today and leaves out what is past`,
    query: listQuery,
    responses: { 200: z.object({ sessions: z.array(listedShown) }), 400: 'problem' },
  })
  async list(@Query() query: unknown, @CurrentUser() { grants }: User) {
    const {
      from = chinaDayStart(Date.now()),
      until = from + WEEKS_MS,
      stage = null,
      afterStart = null,
      ...asked
    } = parse(listQuery, query);
    const within = scopeOf(grants, 'plan-sessions') ?? NOWHERE;
    const input = { from, until, stage, within, limit: A_PAGE, afterStart, ...asked };
    const { sessions } = await this.client.call(scheduling.planning.list, input);
    return { sessions: sessions.map(shownListed) };
  }

  @Get(':no')
  @Needs('find-sessions')
  @Describe({
    summary: 'A session, with the places of its posts where it was planned here',
    params,
    responses: { 200: sessionShown, 400: 'problem', 404: 'problem' },
  })
  async find(@Param('no') no: string, @CurrentUser() { grants }: User) {
    // Everybody sees what is published; a draft, who may plan it.
    const within = scopeOf(grants, 'plan-sessions') ?? NOWHERE;
    return shownSession(await this.client.call(scheduling.planning.find, { sessionNo: numberOf(no), within }));
  }

  @Put(':no')
  @Needs('plan-sessions')
  @Describe({
    summary: 'Plan a draft anew under its number; with the `rev` that was seen only where nobody has changed it since',
    params,
    body: reviseInput,
    responses: { 200: sessionShown, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  async revise(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const offerMinutes = await this.policies.value('offer_minutes');
    const { rev, ...said } = parse(reviseInput, body);
    const planned = plannedSession(said, { by, within, offerMinutes });
    const asked = { sessionNo: numberOf(no), planned, ...(rev === undefined ? {} : { rev }) };
    return shownSession(await this.client.call(scheduling.planning.revise, asked));
  }

  @Post(':no/submit')
  @Needs('plan-sessions')
  @HttpCode(200)
  @Describe({
    summary: 'Hand a draft in for review; 422 with every reason where it is not fit to be published',
    params,
    responses: { 200: sessionShown, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  submit(@Param('no') no: string, @CurrentUser() user: User, @Within() within: Scope) {
    return this.refusable(scheduling.planning.submit, act(no, user, within));
  }

  @Post(':no/return')
  @Needs('publish-sessions')
  @HttpCode(200)
  @Describe({
    summary: 'Return a session from review, with the reason',
    params,
    body: returnInput,
    responses: { 200: sessionShown, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  async return(@Param('no') no: string, @Body() body: unknown, @CurrentUser() user: User, @Within() within: Scope) {
    const input = { ...act(no, user, within), ...parse(returnInput, body) };
    return shownSession(await this.client.call(scheduling.planning.return, input));
  }

  @Post(':no/publish')
  @Needs('publish-sessions')
  @HttpCode(200)
  @Describe({
    summary: 'Publish what is in review; 422 with every reason where it is not fit',
    params,
    responses: { 200: sessionShown, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  publish(@Param('no') no: string, @CurrentUser() user: User, @Within() within: Scope) {
    return this.refusable(scheduling.planning.publish, act(no, user, within));
  }

  @Patch(':no')
  @Needs('plan-sessions')
  @Describe({
    summary:
      'Change time, place or posts of a published session before it begins; everybody signed up is told why; 422 with every reason where it cannot be. How people check in can be changed until it is over, and nobody is told',
    params,
    body: changeInput,
    responses: { 200: sessionShown, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  async change(@Param('no') no: string, @Body() body: unknown, @CurrentUser() user: User, @Within() within: Scope) {
    const input = { ...act(no, user, within), ...parse(changeInput, body) };
    const { refused, session } = await this.client.call(scheduling.planning.change, input);
    if (refused.length > 0)
      throw new Refused('SESSION.CHANGE_REFUSED', 'change', refused, { sessionNo: input.sessionNo });
    return shownSession(session);
  }

  @Put(':no/covered')
  @Needs('plan-sessions')
  @Describe({
    summary: 'Say how many people a session covered (person-times), and how they were counted',
    params,
    body: coveredInput,
    responses: { 200: sessionShown, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  async cover(@Param('no') no: string, @Body() body: unknown, @CurrentUser() user: User, @Within() within: Scope) {
    const input = { ...act(no, user, within), ...parse(coveredInput, body) };
    return shownSession(await this.client.call(scheduling.planning.cover, input));
  }

  @Post(':no/cancel')
  @Needs('plan-sessions')
  @HttpCode(200)
  @Describe({
    summary: 'Cancel a session that is published or under way: its attendances no longer count',
    params,
    responses: { 200: sessionShown, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  async cancel(@Param('no') no: string, @CurrentUser() user: User, @Within() within: Scope) {
    return shownSession(await this.client.call(scheduling.planning.cancel, act(no, user, within)));
  }

  private async refusable(contract: typeof scheduling.planning.submit, input: Act) {
    const { refused, session } = await this.client.call(contract, input);
    if (refused.length > 0)
      throw new Refused('SESSION.NOT_FIT_TO_PUBLISH', 'publishing', refused, { sessionNo: input.sessionNo });
    return shownSession(session);
  }
}
