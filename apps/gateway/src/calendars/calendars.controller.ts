import { type CalendarOf, registry, type Scope, scheduling, type SessionListed } from '#contracts';
import { languageOf, translate } from '#i18n';
import { Clock, DAY_MS } from '#kernel';
import { ContractClient } from '#messaging';
import { Controller, Delete, Get, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Needs, NOWHERE, Public } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User, Within } from '../auth/user.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { calendarText } from './calendar-text.js';

const BACK_MS = 31 * DAY_MS;
const AHEAD_MS = 366 * DAY_MS;
const A_PAGE = 500;

const made = z.object({ path: z.string() });
const ofTeam = z.object({ no: z.string() });

/** Calendars to which a calendar program subscribes, for whoever has the address. */
@Controller('api/v1')
export class CalendarsController {
  constructor(
    private readonly client: ContractClient,
    private readonly clock: Clock,
  ) {}

  @Post('me/calendar')
  @Needs('own-account')
  @Describe({
    summary: 'A new address of one’s own calendar, shown this once; the one before no longer works',
    responses: { 201: made, 404: 'problem' },
  })
  makeOwn(@CurrentUser() user: User) {
    return this.make({ volunteerNo: ownNumber(user) }, NOWHERE);
  }

  @Delete('me/calendar')
  @Needs('own-account')
  @HttpCode(204)
  @Describe({ summary: 'Revoke the address of one’s own calendar', responses: { 204: null, 404: 'problem' } })
  revokeOwn(@CurrentUser() user: User) {
    return this.revoke({ volunteerNo: ownNumber(user) }, NOWHERE);
  }

  @Post('teams/:no/calendar')
  @Needs('lead-teams')
  @Describe({
    summary: 'A new address of the calendar of a team, shown this once; the one before no longer works',
    params: ofTeam,
    responses: { 201: made, 400: 'problem', 404: 'problem' },
  })
  makeOfTeam(@Param('no') no: string, @Within() within: Scope) {
    return this.make({ team: numberOf(no) }, within);
  }

  @Delete('teams/:no/calendar')
  @Needs('lead-teams')
  @HttpCode(204)
  @Describe({
    summary: 'Revoke the address of the calendar of a team',
    params: ofTeam,
    responses: { 204: null, 400: 'problem', 404: 'problem' },
  })
  revokeOfTeam(@Param('no') no: string, @Within() within: Scope) {
    return this.revoke({ team: numberOf(no) }, within);
  }

  @Get('calendars/:token')
  @Public()
  @Header('Content-Type', 'text/calendar; charset=utf-8')
  @Describe({
    summary:
      'The calendar of a team, from a month ago until a year ahead, or of a volunteer, of what is not over (iCalendar)',
    params: z.object({ token: z.string() }),
    responses: { 200: { media: ['text/calendar'] }, 400: 'problem', 404: 'problem' },
  })
  async read(@Param('token') token: string, @Req() request: FastifyRequest): Promise<string> {
    const language = languageOf(request.headers['accept-language']);
    const of = await this.client.call(registry.calendars.find, { token: numberOf(token, 'token') });
    if ('team' in of) {
      const sessions = await this.ofTeam(of.team);
      const named = sessions.map((s) => ({ ...s, summary: s.name }));
      return calendarText(translate(language, 'calendar.team'), named);
    }
    const { signUps } = await this.client.call(scheduling.signUps.ofVolunteer, of);
    const named = signUps.flatMap(({ state, session }) => {
      if (state === 'confirmed') return [{ ...session, summary: session.name }];
      const summary = translate(language, 'calendar.offered', { name: session.name });
      return state === 'offered' ? [{ ...session, summary }] : [];
    });
    return calendarText(translate(language, 'calendar.own'), named);
  }

  private async make(of: CalendarOf, within: Scope): Promise<z.infer<typeof made>> {
    const { token } = await this.client.call(registry.calendars.make, { of, within });
    return { path: `/api/v1/calendars/${token}` };
  }

  private async revoke(of: CalendarOf, within: Scope): Promise<void> {
    await this.client.call(registry.calendars.revoke, { of, within });
  }

  private async ofTeam(teamNo: string): Promise<SessionListed[]> {
    const now = this.clock.now();
    const within = { from: now - BACK_MS, until: now + AHEAD_MS };
    const all: SessionListed[] = [];
    for (;;) {
      const page = { ...within, stage: null, division: '', teamNo, limit: A_PAGE, within: NOWHERE };
      const { sessionNo: after = '', startsAt: afterStart = null } = all.at(-1) ?? {};
      const { sessions } = await this.client.call(scheduling.planning.list, { ...page, after, afterStart });
      all.push(...sessions);
      if (sessions.length < A_PAGE) return all;
    }
  }
}
