import { card, type CardView, MOST_CARDS, registry, type Scope } from '#contracts';
import { languageOf } from '#i18n';
import { chinaIso, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toString } from 'qrcode';
import { z } from 'zod';
import { Needs, Public } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User, Within } from '../auth/user.js';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { cardSheets } from './card-sheet.js';

const params = z.object({ no: z.string() });
const reason = z.object({ because: required(500) });
const wanted = z.object({ volunteerNos: z.array(required(100)).min(1).max(MOST_CARDS) });
/** `qr` is the QR code as an SVG picture, to be shown on a phone. */
const shownCard = card.extend({ issuedAt: z.string(), qr: z.string() });

const OWN_LOSS = 'lost';

/** Volunteer cards (志愿者证): on one's own phone, or on paper for who has none. */
@Controller('api/v1')
export class CardsController {
  constructor(private readonly client: ContractClient) {}

  @Get('me/card')
  @Needs('own-account')
  @Describe({ summary: 'One’s own volunteer card, with its QR code', responses: { 200: shownCard, 404: 'problem' } })
  async own(@CurrentUser() user: User) {
    const { username: by } = user;
    return shown(await this.client.call(registry.cards.own, { volunteerNo: ownNumber(user), by }));
  }

  @Delete('me/card')
  @Needs('own-account')
  @HttpCode(204)
  @Describe({
    summary: 'Revoke one’s own card, because it was lost; a new one is made when it is asked for',
    responses: { 204: null, 404: 'problem' },
  })
  async lose(@CurrentUser() user: User): Promise<void> {
    const lost = { volunteerNo: ownNumber(user), by: user.username, because: OWN_LOSS, within: 'everywhere' } as const;
    await this.client.call(registry.cards.revoke, lost);
  }

  @Get('volunteer-cards/keys')
  @Public()
  @Describe({
    summary: 'The public keys by which cards are verified (JWK set)',
    responses: { 200: registry.cards.keys.output },
  })
  keys() {
    return this.client.call(registry.cards.keys, {});
  }

  @Post('volunteers/:no/card')
  @Needs('register-volunteers')
  @Describe({
    summary: 'Issue a volunteer a new card; the one before no longer holds',
    params,
    responses: { 201: shownCard, 400: 'problem', 404: 'problem' },
  })
  async issue(@Param('no') no: string, @CurrentUser() { username: by }: User, @Within() within: Scope) {
    return shown(await this.client.call(registry.cards.issue, { volunteerNo: numberOf(no), by, within }));
  }

  @Post('volunteers/:no/card/revoke')
  @Needs('register-volunteers')
  @HttpCode(204)
  @Describe({
    summary: 'Revoke a volunteer’s card, with the reason',
    params,
    body: reason,
    responses: { 204: null, 400: 'problem', 404: 'problem' },
  })
  async revoke(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ): Promise<void> {
    const { because } = parse(reason, body);
    await this.client.call(registry.cards.revoke, { volunteerNo: numberOf(no), by, because, within });
  }

  @Post('volunteer-cards/sheets')
  @Needs('register-volunteers')
  @HttpCode(200)
  @Describe({
    summary: `Cards of up to ${MOST_CARDS} volunteers on A4 sheets to cut out, ten a page (PDF); made where somebody has none. Numbers outside one’s scope are left out`,
    body: wanted,
    responses: { 200: { media: ['application/pdf'] }, 400: 'problem', 404: 'problem' },
  })
  async sheets(
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { volunteerNos } = parse(wanted, body);
    const { cards } = await this.client.call(registry.cards.print, { volunteerNos, by, within });
    if (cards.length === 0) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo: volunteerNos[0] ?? '' });
    const pdf = await cardSheets(cards, languageOf(request.headers['accept-language']));
    void reply.header('Content-Disposition', 'attachment; filename="cards.pdf"').header('Cache-Control', 'no-store');
    await reply.type('application/pdf').send(pdf);
  }
}

const shown = async ({ issuedAt, ...rest }: CardView): Promise<z.infer<typeof shownCard>> => ({
  ...rest,
  issuedAt: chinaIso(issuedAt),
  qr: await toString(rest.token, { type: 'svg', errorCorrectionLevel: 'M' }),
});
