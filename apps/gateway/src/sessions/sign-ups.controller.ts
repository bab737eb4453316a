import { type InputOf, type OutputOf, type Scope, scheduling, signUpRefusal, teamReservation } from '#contracts';
import { chinaIso, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Audited } from '../audit/audited.js';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { Refused } from '../http/refused.js';
import { shownSignUp, signUpShown } from './sign-up-shown.js';

const ofSession = z.object({ no: z.string() });
const ofVolunteer = z.object({ no: z.string(), volunteerNo: z.string() });
const input = z.object({
  volunteerNo: required(100),
  post: required(40),
  overriding: z.array(signUpRefusal).default([]),
});
const reservationShown = teamReservation.extend({ until: z.string() });
const answers = { 400: 'problem', 404: 'problem', 422: 'problem' } as const;

type Who = InputOf<typeof scheduling.signUps.cancel>;
const whoOf = (no: string, volunteerNo: string, { username: by }: User, within: Scope): Who => ({
  ...{ sessionNo: numberOf(no), volunteerNo: numberOf(volunteerNo, 'volunteerNo'), by, within },
});

@Controller('api/v1/sessions/:no/sign-ups')
@Needs('sign-up')
export class SignUpsController {
  constructor(private readonly client: ContractClient) {}

  @Post()
  @Describe({
    summary:
      'Sign a volunteer up: a place, or the waiting list where none is free; 422 with every reason where neither may be',
    params: ofSession,
    body: input,
    responses: { 201: signUpShown, ...answers },
  })
  async signUp(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const wish = { sessionNo: numberOf(no), by, within, ...parse(input, body) };
    return decided(await this.client.call(scheduling.signUps.signUp, wish));
  }

  @Get()
  @Audited()
  @Describe({
    summary:
      'Who has a place, waits for one or has applied, in the order of arrival; and how many places are kept for which team, to how many of which it has named somebody',
    params: ofSession,
    responses: {
      200: z.object({ signUps: z.array(signUpShown), reservations: z.array(reservationShown) }),
      400: 'problem',
      404: 'problem',
    },
  })
  async list(@Param('no') no: string, @Within() within: Scope) {
    const found = await this.client.call(scheduling.signUps.list, { sessionNo: numberOf(no), within });
    return {
      signUps: found.signUps.map(shownSignUp),
      reservations: found.reservations.map((r) => ({ ...r, until: chinaIso(r.until) })),
    };
  }

  @Delete(':volunteerNo')
  @Describe({
    summary: 'Cancel a sign-up; the place goes to the next on the waiting list',
    params: ofVolunteer,
    responses: { 200: signUpShown, ...answers },
  })
  cancel(
    @Param('no') no: string,
    @Param('volunteerNo') volunteerNo: string,
    @CurrentUser() user: User,
    @Within() within: Scope,
  ) {
    return this.decide(scheduling.signUps.cancel, whoOf(no, volunteerNo, user, within));
  }

  @Post(':volunteerNo/accept')
  @HttpCode(200)
  @Describe({
    summary: 'Accept the place that is offered, or to which a team has named the volunteer',
    params: ofVolunteer,
    responses: { 200: signUpShown, ...answers },
  })
  accept(
    @Param('no') no: string,
    @Param('volunteerNo') volunteerNo: string,
    @CurrentUser() user: User,
    @Within() within: Scope,
  ) {
    return this.decide(scheduling.signUps.accept, whoOf(no, volunteerNo, user, within));
  }

  @Post(':volunteerNo/approve')
  @HttpCode(200)
  @Describe({
    summary:
      'Approve who has applied: a place, or the waiting list where none is free. Once sign-up has closed also let in the next who waits',
    params: ofVolunteer,
    responses: { 200: signUpShown, ...answers },
  })
  approve(
    @Param('no') no: string,
    @Param('volunteerNo') volunteerNo: string,
    @CurrentUser() user: User,
    @Within() within: Scope,
  ) {
    return this.decide(scheduling.signUps.approve, whoOf(no, volunteerNo, user, within));
  }

  @Post(':volunteerNo/decline')
  @HttpCode(200)
  @Describe({
    summary: 'Decline who has applied',
    params: ofVolunteer,
    responses: { 200: signUpShown, ...answers },
  })
  decline(
    @Param('no') no: string,
    @Param('volunteerNo') volunteerNo: string,
    @CurrentUser() user: User,
    @Within() within: Scope,
  ) {
    return this.decide(scheduling.signUps.decline, whoOf(no, volunteerNo, user, within));
  }

  private async decide(contract: typeof scheduling.signUps.cancel, who: Who) {
    return decided(await this.client.call(contract, who));
  }
}

/** What became of a sign-up. @throws Refused with every reason why nothing did */
export function decided({ refused, signUp: found }: OutputOf<typeof scheduling.signUps.signUp>) {
  if (refused.length > 0) throw new Refused('SIGN_UP.REFUSED', 'signUp', refused);
  if (found === null) throw new DomainError('INTERNAL');
  return shownSignUp(found);
}
