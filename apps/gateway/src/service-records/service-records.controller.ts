import { checkIn, type Scope, serviceAttendance, serviceRecord, type ServiceRecord, tally } from '#contracts';
import { languageOf } from '#i18n';
import { chinaIso, Clock } from '#kernel';
import { ContractClient } from '#messaging';
import { toCsv } from '#tables';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { passage } from '../attendance/outcome.js';
import { Audited } from '../audit/audited.js';
import { Needs } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User, Within } from '../auth/user.js';
import { year } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { SeenVolunteers } from '../volunteers/seen.js';
import { recordPdf } from './record-pdf.js';
import { recordRows } from './record-rows.js';

const format = z.enum(['json', 'csv', 'pdf']).default('json');

const time = z.string();
const shownAttendance = serviceAttendance.extend({
  ...{ startsAt: time, endsAt: time, checkedInAt: time, checkedOutAt: time.optional() },
});
const shownRecord = serviceRecord.extend({
  attendances: z.array(shownAttendance),
  training: tally.extend({ attendances: z.array(shownAttendance) }),
});

/** Service records (志愿服务记录): one's own with everything in clear, a volunteer's with names masked (《志愿服务条例》 articles 19 and 20). */
@Controller('api/v1')
export class ServiceRecordsController {
  constructor(
    private readonly client: ContractClient,
    private readonly seen: SeenVolunteers,
    private readonly clock: Clock,
  ) {}

  @Get('me/service-record')
  @Needs('own-account')
  @Describe({
    summary: 'One’s own service, training apart from it, and stars; also as a table of text or as a PDF',
    query: z.object({ year, format }),
    responses: {
      200: { media: ['application/pdf', 'text/csv'], schema: shownRecord },
      ...{ 400: 'problem', 404: 'problem' },
    },
  })
  async own(
    @Query('year') of: unknown,
    @Query('format') formatText: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [asked, as] = [parse(year, of, 'year') ?? null, parse(format, formatText, 'format')];
    const wish = { volunteerNo: ownNumber(user), year: asked, own: true };
    const record = await this.client.call(checkIn.attendance.serviceRecord, wish);
    void reply.header('Cache-Control', 'no-store');
    if (as === 'json') {
      await reply.send(shown(record));
      return;
    }
    const language = languageOf(request.headers['accept-language']);
    void reply.header('Content-Disposition', `attachment; filename="service-record.${as}"`);
    if (as === 'csv') {
      const rows = Readable.from(toCsv(recordRows(record, language)));
      await reply.header('Content-Type', 'text/csv; charset=utf-8').send(rows);
      return;
    }
    await reply.type('application/pdf').send(await recordPdf(record, { year: asked, now: this.clock.now(), language }));
  }

  @Get('volunteers/:no/service-record')
  @Needs('read-service-records')
  @Audited()
  @Describe({
    summary: "A volunteer's service, training apart from it, and stars; names are masked",
    params: z.object({ no: z.string() }),
    query: z.object({ year }),
    responses: { 200: shownRecord, 400: 'problem', 404: 'problem' },
  })
  async ofVolunteer(
    @Param('no') no: string,
    @Query('year') of: unknown,
    @Within() within: Scope,
  ): Promise<z.infer<typeof shownRecord>> {
    const volunteerNo = parse(z.string().min(1).max(100), no, 'no');
    await this.seen.check(volunteerNo, within);
    const wish = { volunteerNo, year: parse(year, of, 'year') ?? null };
    return shown(await this.client.call(checkIn.attendance.serviceRecord, wish));
  }
}

const shownAll = (attendances: ServiceRecord['attendances']): z.infer<typeof shownAttendance>[] =>
  attendances.map(({ checkedInAt, checkedOutAt, ...rest }) => ({
    ...rest,
    ...passage(checkedInAt, checkedOutAt),
    startsAt: chinaIso(rest.startsAt),
    endsAt: chinaIso(rest.endsAt),
  }));

function shown({ attendances, training, ...rest }: ServiceRecord): z.infer<typeof shownRecord> {
  return {
    ...rest,
    attendances: shownAll(attendances),
    training: { ...training, attendances: shownAll(training.attendances) },
  };
}
