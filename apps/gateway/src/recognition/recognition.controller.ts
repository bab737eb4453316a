import {
  checkIn,
  recognisedDay,
  type RecognisedDay,
  recognisedHours,
  type RecognisedHours,
  recognitionDecision,
  recognitionLevel,
  registry,
  type Scope,
  statistics,
  waitingDay,
} from '#contracts';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Audited } from '../audit/audited.js';
import { Needs } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User, Within } from '../auth/user.js';
import { optional, required, year } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { SeenVolunteers } from '../volunteers/seen.js';

const A_PAGE = 200;
const time = z.string();
const ofVolunteer = z.object({ no: z.string() });
const ofDay = ofVolunteer.extend({ day: z.iso.date() });
const decision = z.object({
  id: z.guid().optional().describe('the same one again is the same decision'),
  level: recognitionLevel,
  decision: recognitionDecision,
  minutes: z.int().min(0).max(1_000_000).describe('of the day, as whoever decides has seen them'),
  because: required(500),
});
const waitingQuery = z.object({
  level: recognitionLevel.optional(),
  after: optional(120).describe('day and number of the last one of the page before, with a blank between'),
});
const dayShown = recognisedDay.extend({
  attendances: z.array(recognisedDay.shape.attendances.element.extend({ startsAt: time, endsAt: time })),
  decisions: z.array(recognisedDay.shape.decisions.element.extend({ at: time })),
});
const hoursShown = recognisedHours.extend({ days: z.array(dayShown) });
const waitingShown = waitingDay.extend({ name: z.string().describe('masked') });

/** What becomes of service minutes by daily tiers, and attendances in full: beside service minutes, which have no daily limit and do not change. */
@Controller('api/v1')
export class RecognitionController {
  constructor(
    private readonly client: ContractClient,
    private readonly seen: SeenVolunteers,
  ) {}

  @Get('volunteers/:no/recognition')
  @Needs('read-service-records')
  @Audited()
  @Describe({
    summary:
      "A volunteer's service minutes by day: recognised at once, approved, waiting; and what was attended in full",
    params: ofVolunteer,
    query: z.object({ year }),
    responses: { 200: hoursShown, 400: 'problem', 404: 'problem' },
  })
  async ofVolunteer(@Param('no') no: string, @Query('year') of: unknown, @Within() within: Scope) {
    const [volunteerNo, asked] = [numberOf(no), yearOf(of)];
    await this.seen.check(volunteerNo, within);
    return this.find(volunteerNo, asked);
  }

  @Get('me/recognition')
  @Needs('own-account')
  @Describe({
    summary: 'The same of oneself',
    query: z.object({ year }),
    responses: { 200: hoursShown, 400: 'problem', 404: 'problem' },
  })
  own(@Query('year') of: unknown, @CurrentUser() user: User) {
    // First what is wrong with the question, then whether there is an answer for who asks.
    const asked = yearOf(of);
    return this.find(ownNumber(user), asked);
  }

  @Get('recognition/waiting')
  @Needs('recognise-hours')
  @Audited()
  @Describe({
    summary: `Days of which minutes wait for the caller's decision, the oldest first, ${String(A_PAGE)} a page`,
    query: waitingQuery,
    responses: { 200: z.object({ days: z.array(waitingShown) }), 400: 'problem' },
  })
  async waiting(@Query() asked: unknown, @Within() within: Scope) {
    const { level = null, after } = parse(waitingQuery, asked);
    const input = { level, after, limit: A_PAGE, within };
    const { days } = await this.client.call(statistics.recognition.waiting, input);
    const volunteerNos = [...new Set(days.map((d) => d.volunteerNo))];
    const { names } = await this.client.call(registry.personalData.names, { volunteerNos });
    const nameOf = new Map(names.map((n) => [n.volunteerNo, n.name]));
    return { days: days.map((d) => ({ ...d, name: nameOf.get(d.volunteerNo) ?? '' })) };
  }

  @Post('volunteers/:no/recognition/:day/decide')
  @Needs('recognise-hours')
  @HttpCode(200)
  @Describe({
    summary:
      'Approve or refuse what waits of a day at one level, or withdraw what was decided; not of one’s own hours, and the county after the parent organisation',
    params: ofDay,
    body: decision,
    responses: { 200: dayShown, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  async decide(
    @Param('no') no: string,
    @Param('day') dayText: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const { id = randomUUID(), ...said } = parse(decision, body);
    const asked = { volunteerNo: numberOf(no), day: parse(ofDay.shape.day, dayText, 'day'), id, ...said, by, within };
    return showDay(await this.client.call(checkIn.recognition.decide, asked));
  }

  private async find(volunteerNo: string, of: number | null) {
    return show(await this.client.call(checkIn.recognition.find, { volunteerNo, year: of }));
  }
}

const yearOf = (text: unknown): number | null => parse(year, text, 'year') ?? null;

const show = ({ days, ...rest }: RecognisedHours): z.infer<typeof hoursShown> => ({
  ...rest,
  days: days.map(showDay),
});

function showDay({ attendances, decisions, ...rest }: RecognisedDay): z.infer<typeof dayShown> {
  return {
    ...rest,
    attendances: attendances.map((a) => ({ ...a, startsAt: chinaIso(a.startsAt), endsAt: chinaIso(a.endsAt) })),
    decisions: decisions.map((d) => ({ ...d, at: chinaIso(d.at) })),
  };
}
