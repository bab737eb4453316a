import { type InputOf, scheduling } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { NotAudited } from '../audit/audited.js';
import { Needs, NOWHERE } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User } from '../auth/user.js';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { listedShown, shownListed } from './session-input.js';
import { shownSignUp, signUpShown } from './sign-up-shown.js';
import { decided, HISTORY } from './sign-ups.controller.js';

const params = z.object({ no: z.string() });
const input = z.object({ sessionNo: required(100), post: required(40) });
const ofSession = signUpShown.extend({ session: listedShown });
const answers = { 400: 'problem', 404: 'problem', 422: 'problem' } as const;

type Who = InputOf<typeof scheduling.signUps.cancel>;
const whoOf = (sessionNo: string, user: User): Who => ({
  ...{ sessionNo, volunteerNo: ownNumber(user), by: user.username, within: NOWHERE, own: true },
});

/** What a volunteer does for himself at sessions. */
@Controller('api/v1/me/sign-ups')
@Needs('own-account')
export class OwnSignUpsController {
  constructor(private readonly client: ContractClient) {}

  @Get()
  @Describe({
    summary: 'One’s own sign-ups to sessions that are not over, by their start',
    responses: { 200: z.object({ signUps: z.array(ofSession) }), 404: 'problem' },
  })
  async list(@CurrentUser() user: User) {
    const { signUps } = await this.client.call(scheduling.signUps.ofVolunteer, { volunteerNo: ownNumber(user) });
    return { signUps: signUps.map(({ session, ...own }) => ({ ...shownSignUp(own), session: shownListed(session) })) };
  }

  @Post()
  @NotAudited(HISTORY)
  @Describe({
    summary:
      'Sign oneself up: a place, or the waiting list where none is free; 422 with every reason where neither may be',
    body: input,
    responses: { 201: signUpShown, ...answers },
  })
  async signUp(@Body() body: unknown, @CurrentUser() user: User) {
    const { sessionNo, post } = parse(input, body);
    const wish = { ...whoOf(sessionNo, user), post, overriding: [] };
    return decided(await this.client.call(scheduling.signUps.signUp, wish));
  }

  @Delete(':no')
  @NotAudited(HISTORY)
  @Describe({
    summary: 'Cancel one’s own sign-up to a session, or decline a place that is offered',
    params,
    responses: { 200: signUpShown, ...answers },
  })
  async cancel(@Param('no') no: string, @CurrentUser() user: User) {
    return decided(await this.client.call(scheduling.signUps.cancel, whoOf(numberOf(no), user)));
  }

  @Post(':no/accept')
  @NotAudited(HISTORY)
  @HttpCode(200)
  @Describe({
    summary: 'Accept the place at a session that is offered, or to which a team has named one',
    params,
    responses: { 200: signUpShown, ...answers },
  })
  async accept(@Param('no') no: string, @CurrentUser() user: User) {
    return decided(await this.client.call(scheduling.signUps.accept, whoOf(numberOf(no), user)));
  }
}
