import { registry, type Scope, teamView } from '#contracts';
import { languageOf, translate } from '#i18n';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { optional, required } from '../http/fields.js';
import { MalformedInput, parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';

const params = z.object({ no: z.string() });
const day = z.iso.date().optional();
const leader = z.object({ name: required(200), phone: optional(40) });
const newTeam = z.object({
  name: required(200),
  teamType: optional(100),
  division: required(40),
  category: optional(100),
  leader,
});
const changedTeam = z
  .object({
    name: required(200).optional(),
    /** With the number of the new leader his account is found for certain. */
    leader: leader.extend({ volunteerNo: optional(100) }).optional(),
  })
  .refine(({ name, leader: person }) => name !== undefined || person !== undefined, 'nothing_to_change');
const changed = registry.teams.change.output.extend({ notice: z.string().nullable() });
const other = z.object({ into: required(100) });
const answers = { 200: teamView, 400: 'problem', 404: 'problem', 409: 'problem' } as const;

const act = (no: string, { username: by }: User, within: Scope) => ({ teamNo: numberOf(no), by, within });

@Controller('api/v1/teams')
export class TeamsController {
  constructor(private readonly client: ContractClient) {}

  @Post()
  @Needs('manage-teams')
  @Describe({
    summary: 'Found a team, from today on, under a new number',
    body: newTeam,
    responses: { 201: teamView, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  found(@Body() body: unknown, @CurrentUser() { username: by }: User, @Within() within: Scope) {
    return this.client.call(registry.teams.found, { ...parse(newTeam, body), by, within });
  }

  @Get(':no')
  @Needs('find-teams')
  @Describe({
    summary: 'A team as it is, or as it was at the end of a day (UTC+08:00)',
    params,
    query: z.object({ on: day }),
    responses: { 200: teamView, 400: 'problem', 404: 'problem' },
  })
  find(@Param('no') no: string, @Query('on') on: unknown) {
    return this.client.call(registry.teams.find, { teamNo: numberOf(no), on: parse(day, on, 'on') ?? null });
  }

  @Patch(':no')
  @Needs('lead-teams')
  @Describe({
    summary:
      'Rename a team, or change its leader: the right to act for it goes to the account of the new one, and `notice` says what to do where he has none',
    params,
    body: changedTeam,
    responses: { ...answers, 200: changed },
  })
  async change(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() user: User,
    @Within() within: Scope,
    @Req() request: FastifyRequest,
  ) {
    const asked = { ...act(no, user, within), ...parse(changedTeam, body) };
    const team = await this.client.call(registry.teams.change, asked);
    const language = languageOf(request.headers['accept-language']);
    return { ...team, notice: team.leaderAccount === 'missing' ? translate(language, 'leaderAccount.missing') : null };
  }

  @Post(':no/dissolve')
  @Needs('manage-teams')
  @HttpCode(200)
  @Describe({ summary: 'Dissolve a team, from today on; no figure changes', params, responses: answers })
  dissolve(@Param('no') no: string, @CurrentUser() user: User, @Within() within: Scope) {
    return this.client.call(registry.teams.dissolve, act(no, user, within));
  }

  @Post(':no/merge')
  @Needs('manage-teams')
  @HttpCode(200)
  @Describe({
    summary: 'Merge a team into another, from today on; no figure changes',
    params,
    body: other,
    responses: answers,
  })
  merge(@Param('no') no: string, @Body() body: unknown, @CurrentUser() user: User, @Within() within: Scope) {
    const merged = act(no, user, within);
    const { into } = parse(other, body);
    if (into === merged.teamNo) throw new MalformedInput([{ path: 'into', code: 'same_team' }]);
    return this.client.call(registry.teams.merge, { ...merged, into });
  }
}
