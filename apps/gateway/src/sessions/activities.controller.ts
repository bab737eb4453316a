import { type InputOf, MOST_OCCURRENCES, publishingRefusal, type Scope, scheduling } from '#contracts';
import { languageOf, translate } from '#i18n';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { PoliciesToday } from '#policies';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { optional } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { activityInput, activityShown, plannedActivity, scheduleInput, shownActivity } from './activity-input.js';
import { listedShown, shownListed } from './session-input.js';

const A_PAGE = 100;

const params = z.object({ no: z.string() });
const query = z.object({ after: optional(100).describe('the last number of the page before') });
const afterOf = (text: unknown): string => parse(query.shape.after, text, 'after');

const sessions = z.object({ sessions: z.array(listedShown) });
const moved = z.object({
  results: z.array(
    z.object({
      sessionNo: z.string(),
      startsAt: z.string(),
      refused: z.array(z.object({ code: publishingRefusal, message: z.string() })),
    }),
  ),
});
const answers = { 400: 'problem', 404: 'problem' } as const;
/** Of what would lie in a division, which may have ended. */
const placed = { ...answers, 409: 'problem' } as const;

/** Activities (项目), and what is done with all of their sessions at once. */
@Controller('api/v1/activities')
@Needs('plan-sessions')
export class ActivitiesController {
  constructor(
    private readonly client: ContractClient,
    private readonly policies: PoliciesToday,
  ) {}

  @Post()
  @Describe({
    summary: 'Plan an activity: what its sessions have in common; shared, other teams plan sessions of it too',
    body: activityInput,
    responses: { 201: activityShown, 400: 'problem', 409: 'problem' },
  })
  async plan(@Body() body: unknown, @CurrentUser() { username: by }: User, @Within() within: Scope) {
    const offerMinutes = await this.policies.value('offer_minutes');
    const planned = plannedActivity(parse(activityInput, body), { by, within, offerMinutes });
    return shownActivity(await this.client.call(scheduling.activities.plan, planned));
  }

  @Get()
  @Describe({
    summary: `Activities of the caller and shared ones, ${String(A_PAGE)} a page`,
    query,
    responses: { 200: z.object({ activities: z.array(activityShown) }), 400: 'problem' },
  })
  async list(@Query('after') text: unknown, @Within() within: Scope) {
    const page = { within, after: afterOf(text), limit: A_PAGE };
    const { activities } = await this.client.call(scheduling.activities.list, page);
    return { activities: activities.map(shownActivity) };
  }

  @Get(':no')
  @Describe({ summary: 'An activity', params, responses: { 200: activityShown, ...answers } })
  async find(@Param('no') no: string, @Within() within: Scope) {
    return shownActivity(await this.client.call(scheduling.activities.find, { activityNo: numberOf(no), within }));
  }

  @Put(':no')
  @Describe({
    summary: 'Plan an activity anew; sessions that were planned of it stay as they are',
    params,
    body: activityInput,
    responses: { 200: activityShown, ...placed },
  })
  async revise(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const offerMinutes = await this.policies.value('offer_minutes');
    const planned = plannedActivity(parse(activityInput, body), { by, within, offerMinutes });
    return shownActivity(await this.client.call(scheduling.activities.revise, { activityNo: numberOf(no), planned }));
  }

  @Post(':no/sessions')
  @Describe({
    summary: 'Plan sessions of an activity, one or by an iCalendar rule (RRULE): drafts, all or none',
    params,
    body: scheduleInput,
    responses: { 201: sessions, ...placed },
  })
  async schedule(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const asked = { activityNo: numberOf(no), by, within, ...parse(scheduleInput, body) };
    const { sessions: planned } = await this.client.call(scheduling.activities.schedule, asked);
    return { sessions: planned.map(shownListed) };
  }

  @Get(':no/sessions')
  @Describe({
    summary: `Sessions of an activity in the order of their numbers, ${String(MOST_OCCURRENCES)} a page`,
    params,
    query,
    responses: { 200: sessions, ...answers },
  })
  async sessions(@Param('no') no: string, @Query('after') text: unknown, @Within() within: Scope) {
    const page = { activityNo: numberOf(no), within, after: afterOf(text) };
    const { sessions: found } = await this.client.call(scheduling.activities.sessions, page);
    return { sessions: found.map(shownListed) };
  }

  @Post(':no/submit')
  @HttpCode(200)
  @Describe({
    summary: `Hand in the drafts of an activity, ${String(MOST_OCCURRENCES)} at once: what became of each, with every reason why not`,
    params,
    query,
    responses: { 200: moved, ...answers },
  })
  submit(
    @Param('no') no: string,
    @Query('after') text: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
    @Req() request: FastifyRequest,
  ) {
    const asked = { activityNo: numberOf(no), within, after: afterOf(text), by };
    return this.move(scheduling.activities.submit, asked, request);
  }

  @Post(':no/publish')
  @Needs('publish-sessions')
  @HttpCode(200)
  @Describe({
    summary: `Publish the sessions of an activity that are in review, ${String(MOST_OCCURRENCES)} at once: what became of each, with every reason why not`,
    params,
    query,
    responses: { 200: moved, ...answers },
  })
  publish(
    @Param('no') no: string,
    @Query('after') text: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
    @Req() request: FastifyRequest,
  ) {
    const asked = { activityNo: numberOf(no), within, after: afterOf(text), by };
    return this.move(scheduling.activities.publish, asked, request);
  }

  private async move(
    contract: typeof scheduling.activities.submit,
    asked: InputOf<typeof scheduling.activities.submit>,
    request: FastifyRequest,
  ): Promise<z.infer<typeof moved>> {
    const language = languageOf(request.headers['accept-language']);
    const { results } = await this.client.call(contract, asked);
    return {
      results: results.map(({ sessionNo, startsAt, refused }) => ({
        sessionNo,
        startsAt: chinaIso(startsAt),
        refused: refused.map((code) => ({ code, message: translate(language, `publishing.${code}`) })),
      })),
    };
  }
}
