import { type InputOf, type Scope, scheduling } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { Needs, NOWHERE, scopeOf } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { optional, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { Refused } from '../http/refused.js';
import { plannedSession, sessionInput, sessionShown, shownSession } from './session-input.js';

const params = z.object({ no: z.string() });

type Act = InputOf<typeof scheduling.planning.submit>;

const act = (no: string, { username: by }: User, within: Scope): Act => ({ sessionNo: numberOf(no), by, within });

const returnInput = z.object({ because: required(500) });
const coveredInput = z.object({
  covered: scheduling.planning.cover.input.shape.covered,
  coveredMethod: optional(200),
});

@Controller('api/v1/sessions')
export class SessionsController {
  constructor(private readonly client: ContractClient) {}

  @Post()
  @Needs('plan-sessions')
  @Describe({
    summary: 'Plan a session: a draft under a new number',
    body: sessionInput,
    responses: { 201: sessionShown, 400: 'problem' },
  })
  async plan(@Body() body: unknown, @CurrentUser() { username: by }: User, @Within() within: Scope) {
    const planned = plannedSession(parse(sessionInput, body), { by, within });
    return shownSession(await this.client.call(scheduling.planning.plan, planned));
  }

  @Get(':no')
  @Needs('find-sessions')
  @Describe({
    summary: 'A session that was planned here, with the places of its posts',
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
    summary: 'Plan a draft anew under its number',
    params,
    body: sessionInput,
    responses: { 200: sessionShown, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  async revise(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const planned = plannedSession(parse(sessionInput, body), { by, within });
    return shownSession(await this.client.call(scheduling.planning.revise, { sessionNo: numberOf(no), planned }));
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
