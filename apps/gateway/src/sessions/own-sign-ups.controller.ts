import { type InputOf, registry, scheduling } from '#contracts';
import { DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { NotAudited } from '../audit/audited.js';
import { Needs, NOWHERE } from '../auth/rights.js';
import { CurrentUser, type GuardedRequest, ownNumber, type User } from '../auth/user.js';
import { optional, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { listedShown, shownListed } from './session-input.js';
import { shownSignUp, signUpShown } from './sign-up-shown.js';
import { decided } from './sign-ups.controller.js';

const params = z.object({ no: z.string() });
/** The number of another volunteer, who has consented that one signs him up; oneself where there is none. */
const whom = z.object({ for: optional(100) });
const input = z.object({ sessionNo: required(100), post: required(40) }).extend(whom.shape);
const ofSession = signUpShown.extend({ session: listedShown });
const answers = { 400: 'problem', 404: 'problem', 422: 'problem' } as const;

/** What somebody does for himself a hundred times a minute is not in the audit log too; what a proxy does is. */
const HISTORY = 'a sign-up keeps what its owner did when in its own history';
const isForAnother = ({ body, query }: Pick<GuardedRequest, 'body' | 'query'>): boolean =>
  [body, query].some((said) => (said as { for?: unknown } | null | undefined)?.for !== undefined);

type Who = InputOf<typeof scheduling.signUps.cancel>;

/** What a volunteer does at sessions for himself, or for another who has consented to that. */
@Controller('api/v1/me/sign-ups')
@Needs('own-account')
export class OwnSignUpsController {
  constructor(private readonly client: ContractClient) {}

  @Get()
  @Describe({
    summary: 'One’s own sign-ups, or those of whose proxy one is, to sessions that are not over, by their start',
    query: whom,
    responses: { 200: z.object({ signUps: z.array(ofSession) }), 400: 'problem', 404: 'problem' },
  })
  async list(@Query() query: unknown, @CurrentUser() user: User) {
    const { volunteerNo } = await this.whom(parse(whom, query).for, user);
    const { signUps } = await this.client.call(scheduling.signUps.ofVolunteer, { volunteerNo });
    return { signUps: signUps.map(({ session, ...own }) => ({ ...shownSignUp(own), session: shownListed(session) })) };
  }

  @Post()
  @NotAudited(HISTORY, isForAnother)
  @Describe({
    summary:
      'Sign oneself up, or whose proxy one is (`for`): a place, or the waiting list where none is free; 422 with every reason where neither may be',
    body: input,
    responses: { 201: signUpShown, ...answers },
  })
  async signUp(@Body() body: unknown, @CurrentUser() user: User) {
    const { sessionNo, post, for: other } = parse(input, body);
    const wish = { ...(await this.who(sessionNo, other, user)), post, overriding: [] };
    return decided(await this.client.call(scheduling.signUps.signUp, wish));
  }

  @Delete(':no')
  @NotAudited(HISTORY, isForAnother)
  @Describe({
    summary: 'Cancel a sign-up to a session, or decline a place that is offered',
    params,
    query: whom,
    responses: { 200: signUpShown, ...answers },
  })
  async cancel(@Param('no') no: string, @Query() query: unknown, @CurrentUser() user: User) {
    const who = await this.who(numberOf(no), parse(whom, query).for, user);
    return decided(await this.client.call(scheduling.signUps.cancel, who));
  }

  @Post(':no/accept')
  @NotAudited(HISTORY, isForAnother)
  @HttpCode(200)
  @Describe({
    summary: 'Accept the place at a session that is offered, or to which a team has named one',
    params,
    query: whom,
    responses: { 200: signUpShown, ...answers },
  })
  async accept(@Param('no') no: string, @Query() query: unknown, @CurrentUser() user: User) {
    const who = await this.who(numberOf(no), parse(whom, query).for, user);
    return decided(await this.client.call(scheduling.signUps.accept, who));
  }

  private async who(sessionNo: string, other: string, user: User): Promise<Who> {
    return { sessionNo, ...(await this.whom(other, user)), by: user.username, within: NOWHERE, own: true };
  }

  /** For whom the user acts. @throws DomainError `ACCOUNT.NOT_A_VOLUNTEER`; `CONSENT.NOT_A_PROXY`, also for somebody who is not there */
  private async whom(other: string, user: User): Promise<{ volunteerNo: string; proxied: boolean }> {
    const own = ownNumber(user);
    if (other === '' || other === own) return { volunteerNo: own, proxied: false };
    const { isProxy } = await this.client
      .call(registry.consents.isProxy, { volunteerNo: other, proxy: own })
      .catch((error: unknown) => {
        if (error instanceof DomainError && error.code === 'VOLUNTEER.UNKNOWN') return { isProxy: false };
        throw error;
      });
    if (!isProxy) throw new DomainError('CONSENT.NOT_A_PROXY');
    return { volunteerNo: other, proxied: true };
  }
}
