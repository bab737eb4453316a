import { type Scope, scheduling } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { Needs, NOWHERE, scopeOf } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { Refused } from '../http/refused.js';
import { plannedSession, sessionInput, sessionShown, shownSession } from './session-input.js';

const params = z.object({ no: z.string() });

/** The number of a session, or of a volunteer, in an address. */
export const numberOf = (text: string, parameter = 'no'): string => parse(required(100), text, parameter);

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

  @Post(':no/publish')
  @Needs('plan-sessions')
  @HttpCode(200)
  @Describe({
    summary: 'Publish a draft; 422 with every reason where it is not fit',
    params,
    responses: { 200: sessionShown, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  async publish(@Param('no') no: string, @CurrentUser() { username: by }: User, @Within() within: Scope) {
    const sessionNo = numberOf(no);
    const { refused, session } = await this.client.call(scheduling.planning.publish, { sessionNo, by, within });
    if (refused.length > 0) throw new Refused('SESSION.NOT_FIT_TO_PUBLISH', 'publishing', refused, { sessionNo });
    return shownSession(session);
  }

  @Post(':no/cancel')
  @Needs('plan-sessions')
  @HttpCode(200)
  @Describe({
    summary: 'Cancel a published session: its attendances no longer count',
    params,
    responses: { 200: sessionShown, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  async cancel(@Param('no') no: string, @CurrentUser() { username: by }: User, @Within() within: Scope) {
    return shownSession(await this.client.call(scheduling.planning.cancel, { sessionNo: numberOf(no), by, within }));
  }
}
