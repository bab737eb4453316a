import { checkIn, correction, ownData, registry, scheduling } from '#contracts';
import { languageOf } from '#i18n';
import { DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { toCsv } from '#tables';
import { Body, Controller, Delete, Get, HttpCode, Patch, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User } from '../auth/user.js';
import { optional, required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { Refused } from '../http/refused.js';
import { exportRows, type OwnExport } from './own-export.js';
import { shownExport, takenAlong } from './own-export-shown.js';

const change = correction.extend({
  name: required(100).optional(),
  phone: required(40).optional(),
  politicalStatus: optional(10).unwrap().optional(),
  education: optional(10).unwrap().optional(),
  division: required(40).optional(),
});
const format = z.enum(['json', 'csv']).default('json');
/** Whoever has an account of his own, about himself. */
@Controller('api/v1/me')
@Needs('own-account')
export class MeController {
  constructor(private readonly client: ContractClient) {}

  @Get()
  @Describe({ summary: 'One’s own data, nothing masked', responses: { 200: ownData, 404: 'problem' } })
  see(@CurrentUser() user: User) {
    return this.client.call(registry.persons.own, { volunteerNo: ownNumber(user) });
  }

  @Patch()
  @Describe({
    summary: 'Correct one’s own data; what it said before is kept',
    body: change,
    responses: { 200: ownData, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  async correct(@Body() body: unknown, @CurrentUser() user: User) {
    const wish = { change: parse(change, body), volunteerNo: ownNumber(user), by: user.username };
    const { refused, own } = await this.client.call(registry.persons.correct, wish);
    if (refused.length > 0) throw new Refused('REGISTERING.REFUSED', 'registering', refused);
    return own;
  }

  @Get('export')
  @Describe({
    summary:
      'Take along everything about oneself: data and what they were before, teams, qualifications, cards, consents, sign-ups, attendances and disputes',
    query: z.object({ format }),
    responses: { 200: { media: ['text/csv'], schema: takenAlong }, 400: 'problem', 404: 'problem' },
  })
  async takeAlong(
    @Query('format') formatText: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const as = parse(format, formatText, 'format');
    const all = await this.all(ownNumber(user));
    void reply.header('Content-Disposition', `attachment; filename="own-data.${as}"`);
    if (as === 'json') {
      await reply.send(shownExport(all));
      return;
    }
    const rows = exportRows(all, languageOf(request.headers['accept-language']));
    await reply.header('Content-Type', 'text/csv; charset=utf-8').send(Readable.from(toCsv(rows)));
  }

  @Delete()
  @HttpCode(204)
  @Describe({
    summary:
      'Have one’s data deleted: the account ends, the identity is forgotten, a pseudonym without it stays in the figures. It cannot be undone',
    responses: { 204: null, 404: 'problem' },
  })
  async erase(@CurrentUser() user: User): Promise<void> {
    const whole = { volunteerNo: ownNumber(user), by: user.username, within: 'everywhere' } as const;
    await this.client.call(registry.persons.erase, whole);
  }

  private async all(volunteerNo: string): Promise<OwnExport> {
    const whole = { volunteerNo, own: true, within: 'everywhere' } as const;
    const [data, kept, { qualifications }, { consents }, { signUps }, record, { disputes }] = await Promise.all([
      this.client.call(registry.persons.own, { volunteerNo }),
      this.client.call(registry.persons.kept, { volunteerNo }),
      this.client.call(registry.qualifications.list, whole),
      this.client.call(registry.consents.list, { volunteerNo }),
      this.client.call(scheduling.signUps.ofVolunteer, { volunteerNo, ever: true }),
      orWhereUnknown(this.client.call(checkIn.attendance.serviceRecord, { volunteerNo, year: null, own: true }), {
        attendances: [],
        training: { attendances: [] },
      }),
      orWhereUnknown(this.client.call(checkIn.disputes.ofVolunteer, { volunteerNo }), { disputes: [] }),
    ]);
    const { attendances, training } = record;
    return {
      ...{ data, ...kept, qualifications, consents, signUps, attendances, disputes },
      training: training.attendances,
    };
  }
}

/** What `check-in` answers, or something else where it has not heard of a new number yet. */
async function orWhereUnknown<T, O>(answer: Promise<T>, otherwise: O): Promise<T | O> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'VOLUNTEER.UNKNOWN') return otherwise;
    throw error;
  }
}
