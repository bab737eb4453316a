import {
  type Certificate,
  certificateListed,
  type CertificateListed,
  checkIn,
  type Scope,
  tally,
  type VerifiedCertificate,
} from '#contracts';
import { languageOf } from '#i18n';
import { chinaDay, chinaIso, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Audited } from '../audit/audited.js';
import { Needs, Public } from '../auth/rights.js';
import { CurrentUser, ownNumber, type User, Within } from '../auth/user.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config.js';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import { certificatePdf } from './certificate-pdf.js';

const day = z.iso.date().nullable().default(null);
/** The days of a certificate, both with; null for no limit. `id` is chosen by the caller: the same again is the same certificate. */
const wish = z.object({ id: z.guid(), from: day, until: day });
const isPeriod = ({ from, until }: { from: string | null; until: string | null }) =>
  from === null || until === null || from <= until;
const BACKWARDS = { path: ['until'], message: 'until_before_from' };
const ownWish = wish.refine(isPeriod, BACKWARDS);
const wishFor = wish.extend({ because: required(500) }).refine(isPeriod, BACKWARDS);
const reason = z.object({ because: required(500) });

const ofVolunteer = z.object({ no: z.string() });
const oneOfVolunteer = ofVolunteer.extend({ certificate: z.string() });
/** By the code that is printed on it. */
const one = z.object({ certificate: z.string() });

const listed = certificateListed.extend({ issuedAt: z.string(), revokedAt: z.string().nullable() });
/** What it says in sum; whom it names and every attendance are in the PDF. */
const issued = listed.extend({
  ...{ digest: z.string(), issuer: z.string(), service: tally, training: tally, stars: z.int() },
});
const list = z.object({ certificates: z.array(listed) });
const verified = z.discriminatedUnion('state', [
  z.object({
    ...{ state: z.literal('valid'), issuedOn: z.iso.date(), issuer: z.string(), name: z.string() },
    ...{ from: z.iso.date().nullable(), until: z.iso.date().nullable() },
    ...{ service: tally, training: tally, stars: z.int(), digest: z.string(), isCurrent: z.boolean() },
  }),
  z.object({ state: z.literal('revoked'), issuedOn: z.iso.date(), revokedOn: z.iso.date() }),
]);

/** Why a certificate holds no more that its holder revokes. */
const BY_HOLDER = 'by its holder';
const PDF = 'application/pdf';

/** Certificates of volunteer service (志愿服务记录证明), free of charge: on request or at the counter, and verified by anybody (《志愿服务记录与证明出具办法（试行）》 articles 11–17). */
@Controller('api/v1')
export class CertificatesController {
  constructor(
    private readonly client: ContractClient,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  @Post('me/certificates')
  @Needs('own-account')
  @Describe({
    summary: 'Have a certificate of one’s own service issued: 201, or 200 where it was there already',
    body: ownWish,
    responses: { 201: issued, 200: issued, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  issueOwn(
    @Body() body: unknown,
    @CurrentUser() user: User,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof issued>> {
    const asked = parse(ownWish, body);
    const of = { volunteerNo: ownNumber(user), by: user.username, within: 'everywhere' } as const;
    return this.issue({ ...asked, ...of }, reply);
  }

  @Get('me/certificates')
  @Needs('own-account')
  @Describe({ summary: 'One’s own certificates, the newest first', responses: { 200: list, 404: 'problem' } })
  listOwn(@CurrentUser() user: User): Promise<z.infer<typeof list>> {
    return this.list(ownNumber(user), 'everywhere');
  }

  @Get('me/certificates/:certificate/certificate.pdf')
  @Needs('own-account')
  @Describe({
    summary: 'A certificate of one’s own, to print; the same file each time',
    params: one,
    responses: { 200: { media: [PDF] }, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  pdfOfOwn(
    @Param('certificate') code: string,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.pdf({ volunteerNo: ownNumber(user), code, within: 'everywhere' }, request, reply);
  }

  @Delete('me/certificates/:certificate')
  @Needs('own-account')
  @HttpCode(204)
  @Describe({
    summary: 'Revoke a certificate of one’s own',
    params: one,
    responses: { 204: null, 400: 'problem', 404: 'problem' },
  })
  async revokeOwn(@Param('certificate') code: string, @CurrentUser() user: User): Promise<void> {
    const of = { volunteerNo: ownNumber(user), code: numberOf(code, 'certificate'), within: 'everywhere' } as const;
    await this.client.call(checkIn.certificates.revoke, { ...of, by: user.username, because: BY_HOLDER });
  }

  @Post('volunteers/:no/certificates')
  @Needs('issue-certificates')
  @Describe({
    summary: 'Issue a volunteer a certificate at the counter, for a reason that is in the audit log',
    params: ofVolunteer,
    body: wishFor,
    responses: { 201: issued, 200: issued, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  issueFor(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof issued>> {
    const { because: _, ...asked } = parse(wishFor, body); // kept by the audit log
    return this.issue({ ...asked, volunteerNo: numberOf(no), by, within }, reply);
  }

  @Get('volunteers/:no/certificates')
  @Needs('issue-certificates')
  @Describe({
    summary: 'The certificates of a volunteer, the newest first',
    params: ofVolunteer,
    responses: { 200: list, 400: 'problem', 404: 'problem' },
  })
  listOf(@Param('no') no: string, @Within() within: Scope): Promise<z.infer<typeof list>> {
    return this.list(numberOf(no), within);
  }

  @Get('volunteers/:no/certificates/:certificate/certificate.pdf')
  @Needs('issue-certificates')
  @Audited()
  @Describe({
    summary: 'A certificate of a volunteer, to print at the counter; his name is in clear on it',
    params: oneOfVolunteer,
    responses: { 200: { media: [PDF] }, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  pdfOf(
    @Param('no') no: string,
    @Param('certificate') code: string,
    @Within() within: Scope,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.pdf({ volunteerNo: numberOf(no), code, within }, request, reply);
  }

  @Post('volunteers/:no/certificates/:certificate/revoke')
  @Needs('issue-certificates')
  @HttpCode(200)
  @Describe({
    summary: 'Revoke a certificate of a volunteer, with the reason',
    params: oneOfVolunteer,
    body: reason,
    responses: { 200: listed, 400: 'problem', 404: 'problem' },
  })
  async revoke(
    @Param('no') no: string,
    @Param('certificate') code: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ): Promise<z.infer<typeof listed>> {
    const { because } = parse(reason, body);
    const of = { volunteerNo: numberOf(no), code: numberOf(code, 'certificate'), within };
    return shown(await this.client.call(checkIn.certificates.revoke, { ...of, by, because }));
  }

  @Get('certificates/:certificate')
  @Public()
  @Describe({
    summary: 'Verify a certificate by its code, without signing in: whether it holds, and what it says in sum',
    params: one,
    responses: { 200: verified, 400: 'problem', 404: 'problem' },
  })
  async verify(
    @Param('certificate') code: string,
    @Req() { ip: address }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof verified>> {
    void reply.header('Cache-Control', 'no-store');
    const found = await this.client.call(checkIn.certificates.verify, { code: numberOf(code, 'certificate'), address });
    return shownVerified(found);
  }

  private async issue(
    asked: Parameters<typeof this.client.call<typeof checkIn.certificates.issue>>[1],
    reply: FastifyReply,
  ): Promise<z.infer<typeof issued>> {
    const { created, certificate } = await this.client.call(checkIn.certificates.issue, asked);
    void reply.status(created ? 201 : 200);
    return shownWhole(certificate);
  }

  private async list(volunteerNo: string, within: Scope): Promise<z.infer<typeof list>> {
    const { certificates } = await this.client.call(checkIn.certificates.list, { volunteerNo, within });
    return { certificates: certificates.map(shown) };
  }

  private async pdf(
    { code, ...of }: { readonly volunteerNo: string; readonly code: string; readonly within: Scope },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const asked = { ...of, code: numberOf(code, 'certificate') };
    const certificate = await this.client.call(checkIn.certificates.find, asked);
    if (certificate.revokedAt !== null) throw new DomainError('CERTIFICATE.REVOKED');
    const language = languageOf(request.headers['accept-language']);
    const pdf = await certificatePdf(certificate, { publicUrl: this.config.PUBLIC_URL, language });
    void reply.header('Cache-Control', 'no-store');
    void reply.header('Content-Disposition', 'attachment; filename="certificate.pdf"');
    await reply.type(PDF).send(pdf);
  }
}

function shown({ issuedAt, revokedAt, ...rest }: CertificateListed): z.infer<typeof listed> {
  return { ...rest, issuedAt: chinaIso(issuedAt), revokedAt: revokedAt === null ? null : chinaIso(revokedAt) };
}

function shownWhole({ content, digest, ...rest }: Certificate): z.infer<typeof issued> {
  const { issuer, service, training, stars } = content;
  return { ...shown(rest), digest, issuer: issuer.name, service, training, stars };
}

function shownVerified(found: VerifiedCertificate): z.infer<typeof verified> {
  const issuedOn = chinaDay(found.issuedAt);
  if (found.state === 'revoked') return { state: 'revoked', issuedOn, revokedOn: chinaDay(found.revokedAt) };
  const { issuedAt: _, ...rest } = found;
  return { ...rest, issuedOn };
}
