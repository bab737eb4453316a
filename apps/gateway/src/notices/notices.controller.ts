import { noticeView, type NoticeView, registry } from '#contracts';
import { type Language, languageOf, noticeText } from '#i18n';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { Controller, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User } from '../auth/user.js';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';

const time = z.string();
const shown = noticeView.extend({
  startsAt: time,
  offeredUntil: time.nullable(),
  givenAt: time,
  readAt: time.nullable(),
  occurredAt: time.optional(),
  text: z.string(),
});

/** One's own notices: of the person under whose number the account is, and of the account as an organiser's. */
@Controller('api/v1/notices')
@Needs('own-account')
export class NoticesController {
  constructor(private readonly client: ContractClient) {}

  @Get()
  @Describe({
    summary: 'The last notices to the owner of the account, the newest first',
    responses: { 200: z.object({ notices: z.array(shown) }) },
  })
  async list(@CurrentUser() { volunteerNo, username: account }: User, @Headers('accept-language') languages?: string) {
    const { notices } = await this.client.call(registry.notices.list, { volunteerNo, account });
    return { notices: notices.map((notice) => show(notice, languageOf(languages))) };
  }

  @Post(':id/read')
  @HttpCode(200)
  @Describe({
    summary: 'Note that a notice was read',
    params: z.object({ id: z.string() }),
    responses: { 200: shown, 400: 'problem', 404: 'problem' },
  })
  async read(
    @Param('id') id: string,
    @CurrentUser() { volunteerNo, username: account }: User,
    @Headers('accept-language') languages?: string,
  ) {
    const wanted = parse(required(100), id, 'id');
    return show(
      await this.client.call(registry.notices.read, { volunteerNo, account, id: wanted }),
      languageOf(languages),
    );
  }
}

function show(notice: NoticeView, language: Language): z.infer<typeof shown> {
  const { occurredAt, ...said } = notice;
  const { startsAt, offeredUntil, givenAt, readAt } = said;
  return {
    ...said,
    ...(occurredAt === undefined ? {} : { occurredAt: chinaIso(occurredAt) }),
    startsAt: chinaIso(startsAt),
    offeredUntil: offeredUntil === null ? null : chinaIso(offeredUntil),
    givenAt: chinaIso(givenAt),
    readAt: readAt === null ? null : chinaIso(readAt),
    text: noticeText(language, notice),
  };
}
