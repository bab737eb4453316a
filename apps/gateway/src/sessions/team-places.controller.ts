import { type OutputOf, reservation, type Scope, scheduling } from '#contracts';
import { languageOf } from '#i18n';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Audited } from '../audit/audited.js';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { instant, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { Refused } from '../http/refused.js';
import { groupText } from './group-text.js';
import { shownSignUp, signUpShown } from './sign-up-shown.js';

const params = z.object({ no: z.string(), team: z.string() });
const ofPost = params.extend({ post: z.string() });

const { shape } = scheduling.signUps.reserve.input;
const reserveInput = z.object({ places: shape.places, until: instant.nullable().default(null) });
const numbers = z.array(required(100)).max(200).default([]);
const nameInput = z.object({ post: required(40), add: numbers, remove: numbers });

const reservationShown = reservation.extend({ until: z.string() });
const ofTeam = z.object({ reservations: z.array(reservationShown), signUps: z.array(signUpShown) });
const answers = { 400: 'problem', 404: 'problem' } as const;

const asked = (no: string, team: string, within: Scope) => ({
  ...{ sessionNo: numberOf(no), team: numberOf(team, 'team'), within },
});

/** Places of a session that are kept for a team, and whom its leader names to them. */
@Controller('api/v1/sessions/:no/teams/:team')
@Needs('sign-up')
export class TeamPlacesController {
  constructor(private readonly client: ContractClient) {}

  @Get()
  @Audited()
  @Describe({
    summary: 'The places of a team at a session, and whom it has named: who has agreed is confirmed',
    params,
    responses: { 200: ofTeam, ...answers },
  })
  async find(@Param('no') no: string, @Param('team') team: string, @Within() within: Scope) {
    const found = await this.client.call(scheduling.signUps.ofTeam, asked(no, team, within));
    return { reservations: found.reservations.map(shown), signUps: found.signUps.map(shownSignUp) };
  }

  @Put('reservations/:post')
  @Describe({
    summary: "Reserve places of a post for a team until a time, 0 for none; what is not taken by then is everybody's",
    params: ofPost,
    body: reserveInput,
    responses: {
      200: z.object({ reservations: z.array(reservationShown) }),
      ...answers,
      409: 'problem',
      422: 'problem',
    },
  })
  async reserve(
    @Param('no') no: string,
    @Param('team') team: string,
    @Param('post') post: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const { refused, reservations } = await this.client.call(scheduling.signUps.reserve, {
      ...asked(no, team, within),
      ...{ post: numberOf(post, 'post'), by },
      ...parse(reserveInput, body),
    });
    if (refused.length > 0) throw new Refused('SIGN_UP.REFUSED', 'signUp', refused);
    return { reservations: reservations.map(shown) };
  }

  @Post('names')
  @HttpCode(200)
  @Describe({
    summary:
      "Name volunteers to the places of a team and take others' back, all or nothing; 422 with every reason for each of them",
    params,
    body: nameInput,
    responses: { 200: z.object({ signUps: z.array(signUpShown) }), ...answers, 422: 'problem' },
  })
  async name(
    @Param('no') no: string,
    @Param('team') team: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const { refused, signUps } = await this.client.call(scheduling.signUps.name, {
      ...asked(no, team, within),
      by,
      ...parse(nameInput, body),
    });
    const reasons = refused.flatMap(({ volunteerNo: path, reasons }) => reasons.map((code) => ({ path, code })));
    if (reasons.length > 0) throw new Refused('SIGN_UP.REFUSED', 'signUp', reasons);
    return { signUps: signUps.map(shownSignUp) };
  }

  @Get('text')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Describe({
    summary: 'A text about the session and the places of the team to paste into its group chat; it names nobody',
    params,
    responses: { 200: { media: ['text/plain'] }, ...answers },
  })
  async text(
    @Param('no') no: string,
    @Param('team') team: string,
    @Within() within: Scope,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const ofTeam = asked(no, team, within);
    const [session, places] = await Promise.all([
      this.client.call(scheduling.planning.find, { sessionNo: ofTeam.sessionNo, within }),
      this.client.call(scheduling.signUps.ofTeam, ofTeam),
    ]);
    return groupText(session, places, languageOf(request.headers['accept-language']));
  }
}

function shown({
  until,
  ...rest
}: OutputOf<typeof scheduling.signUps.ofTeam>['reservations'][number]): z.infer<typeof reservationShown> {
  return { ...rest, until: chinaIso(until) };
}
