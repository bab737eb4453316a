import { checkIn, type Scope, scheduling } from '#contracts';
import { chinaIso, Clock, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, SignedInUntil, type User, Within } from '../auth/user.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { coveredInput, sessionShown, shownSession } from '../sessions/session-input.js';
import { EventStream } from './event-stream.js';
import { PresencePolls } from './presence-polls.js';
import { presenceShown } from './presence-shown.js';
import { Presences } from './presences.js';

/** Streams that are open at once, at most. */
const MOST_STREAMS = 1_000;

const params = z.object({ no: z.string() });
const answers = { 400: 'problem', 404: 'problem' } as const;

const missing = z.object({
  missing: z.array(z.object({ volunteerNo: z.string(), since: z.string(), remindedAt: z.string().nullable() })),
});
const closed = z.object({
  session: sessionShown,
  /** Who is still there by the records, and who has a place and did not come. */
  notCheckedOut: presenceShown.shape.people,
  notCome: presenceShown.shape.people,
});

/** Who is here now, for the organiser's screen, and what is left to do when the session is over. */
@Controller('api/v1/sessions/:no')
@Needs('plan-sessions')
export class PresenceController {
  constructor(
    private readonly presences: Presences,
    private readonly polls: PresencePolls,
    private readonly client: ContractClient,
    private readonly clock: Clock,
  ) {}

  @Get('presence')
  @Describe({
    summary: 'Who is here now, who has left and who has a place and is not there yet; names masked',
    params,
    responses: { 200: presenceShown, ...answers },
  })
  of(@Param('no') no: string, @Within() within: Scope) {
    return this.presences.of(numberOf(no), within);
  }

  @Get('presence/stream')
  @Describe({
    summary:
      'The same as server-sent events `presence`, each with the whole state, within two seconds of an accepted record, until the access token ends (`end`)',
    params,
    responses: { 200: { media: ['text/event-stream'] }, ...answers },
  })
  async stream(
    @Param('no') no: string,
    @Within() within: Scope,
    @SignedInUntil() until: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const sessionNo = numberOf(no);
    if (this.polls.watching >= MOST_STREAMS) throw new DomainError('OVERLOADED');
    const first = await this.presences.read(sessionNo, within);
    const { raw } = reply.hijack();
    if (raw.destroyed) return;
    raw.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // nginx would gather what it passes on.
      'X-Accel-Buffering': 'no',
    });
    const stream: EventStream = new EventStream(raw, () => {
      clearTimeout(end);
      this.polls.remove(sessionNo, stream);
    });
    const end = setTimeout(() => {
      stream.end('signed-out');
    }, until - this.clock.now());
    this.polls.add(sessionNo, stream, first);
  }

  @Post('close')
  @HttpCode(200)
  @Describe({
    summary:
      'Close a session that is over with the people covered (person-times) and how they were counted; tells who has not checked out and who has a place and did not come',
    params,
    body: coveredInput,
    responses: { 200: closed, 409: 'problem', ...answers },
  })
  async close(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ): Promise<z.infer<typeof closed>> {
    const sessionNo = numberOf(no);
    const input = { sessionNo, by, within, ...parse(coveredInput, body) };
    const session = await this.client.call(scheduling.planning.close, input);
    const { people } = await this.presences.of(sessionNo, within);
    return {
      session: shownSession(session),
      notCheckedOut: session.creditRule === 'check-out' ? people.filter((p) => p.state === 'here') : [],
      notCome: people.filter((p) => p.state === 'not-yet'),
    };
  }

  @Get('missing-check-outs')
  @Describe({
    summary:
      'Whose check-out is missing 60 minutes after the end, under 按签退; each is told once and may have it back-filled',
    params,
    responses: { 200: missing, ...answers },
  })
  async missingCheckOuts(@Param('no') no: string, @Within() within: Scope): Promise<z.infer<typeof missing>> {
    const found = await this.client.call(checkIn.presence.missingCheckOuts, { sessionNo: numberOf(no), within });
    return {
      missing: found.missing.map(({ volunteerNo, since, remindedAt }) => ({
        ...{ volunteerNo, since: chinaIso(since) },
        remindedAt: remindedAt === null ? null : chinaIso(remindedAt),
      })),
    };
  }
}
