import { membershipView, membersView, registry, type Scope } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Audited } from '../audit/audited.js';
import { Needs } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User, Within } from '../auth/user.js';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';

const ofTeam = z.object({ no: z.string() });
const ofVolunteer = z.object({ no: z.string(), volunteerNo: z.string() });
const day = z.iso.date().optional();
const invited = z.object({ volunteerNo: required(100) });
const answers = { 200: membershipView, 400: 'problem', 404: 'problem', 409: 'problem' } as const;

const own = (no: string, user: User) => ({ teamNo: numberOf(no), volunteerNo: ownNumber(user) });
const byTeam = (no: string, volunteerNo: string, within: Scope) => ({
  ...{ teamNo: numberOf(no), volunteerNo: numberOf(volunteerNo, 'volunteerNo'), within },
});

@Controller('api/v1/teams/:no')
export class MembershipsController {
  constructor(private readonly client: ContractClient) {}

  @Get('members')
  @Needs('lead-teams')
  @Audited()
  @Describe({
    summary: 'Who is a member of a team, or was at the end of a day (UTC+08:00), and who waits for an answer',
    params: ofTeam,
    query: z.object({ on: day }),
    responses: { 200: membersView, 400: 'problem', 404: 'problem' },
  })
  members(@Param('no') no: string, @Query('on') on: unknown, @Within() within: Scope) {
    const asked = { teamNo: numberOf(no), on: parse(day, on, 'on') ?? null, within };
    return this.client.call(registry.memberships.list, asked);
  }

  @Delete('members/:volunteerNo')
  @Needs('lead-teams')
  @Describe({
    summary: 'End a membership from today on, or withdraw an invitation',
    params: ofVolunteer,
    responses: answers,
  })
  remove(@Param('no') no: string, @Param('volunteerNo') volunteerNo: string, @Within() within: Scope) {
    return this.client.call(registry.memberships.remove, byTeam(no, volunteerNo, within));
  }

  @Post('applications')
  @Needs('own-account')
  @HttpCode(200)
  @Describe({ summary: 'Apply to join a team, for oneself', params: ofTeam, responses: answers })
  apply(@Param('no') no: string, @CurrentUser() user: User) {
    return this.client.call(registry.memberships.apply, own(no, user));
  }

  @Post('applications/:volunteerNo/accept')
  @Needs('lead-teams')
  @HttpCode(200)
  @Describe({ summary: 'Accept an application: a member from today on', params: ofVolunteer, responses: answers })
  accept(@Param('no') no: string, @Param('volunteerNo') volunteerNo: string, @Within() within: Scope) {
    return this.client.call(registry.memberships.accept, byTeam(no, volunteerNo, within));
  }

  @Post('applications/:volunteerNo/decline')
  @Needs('lead-teams')
  @HttpCode(200)
  @Describe({ summary: 'Decline an application', params: ofVolunteer, responses: answers })
  decline(@Param('no') no: string, @Param('volunteerNo') volunteerNo: string, @Within() within: Scope) {
    return this.client.call(registry.memberships.decline, byTeam(no, volunteerNo, within));
  }

  @Post('invitations')
  @Needs('lead-teams')
  @HttpCode(200)
  @Describe({ summary: 'Invite a volunteer to a team', params: ofTeam, body: invited, responses: answers })
  invite(@Param('no') no: string, @Body() body: unknown, @Within() within: Scope) {
    return this.client.call(registry.memberships.invite, byTeam(no, parse(invited, body).volunteerNo, within));
  }

  @Post('invitations/accept')
  @Needs('own-account')
  @HttpCode(200)
  @Describe({ summary: 'Accept an invitation: a member from today on', params: ofTeam, responses: answers })
  acceptInvitation(@Param('no') no: string, @CurrentUser() user: User) {
    return this.client.call(registry.memberships.acceptInvitation, own(no, user));
  }

  @Post('leave')
  @Needs('own-account')
  @HttpCode(200)
  @Describe({
    summary: 'Leave a team from today on, withdraw an application or decline an invitation',
    params: ofTeam,
    responses: answers,
  })
  leave(@Param('no') no: string, @CurrentUser() user: User) {
    return this.client.call(registry.memberships.leave, own(no, user));
  }
}
