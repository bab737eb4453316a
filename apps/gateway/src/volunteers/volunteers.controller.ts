import { CONSENT_VERSIONS, PHOTO_MAX_BYTES, purpose, registry, type Scope } from '#contracts';
import { languageOf, translate } from '#i18n';
import { chinaIso } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Needs, Public } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { optional, required } from '../http/fields.js';
import { MalformedInput, parse } from '../http/malformed.js';
import { fileOf } from '../http/form.js';
import { Describe } from '../http/openapi.js';
import { Refused } from '../http/refused.js';
import { registrationInput } from './registration-input.js';

const input = registrationInput.extend({
  teams: z.array(required(100)).max(20).default([]),
  photo: required(100),
  provisionalNo: optional(100).describe('under which he came before'),
});
const ownInput = registrationInput.extend({
  password: registry.persons.registerOneself.input.shape.password,
  invitation: optional(40),
});
const { uses, days } = registry.persons.invite.input.shape;
const invitation = z.object({ uses: uses.default(1), days: days.default(7) });
const registered = z.object({ volunteerNos: z.array(z.string()) });
const text = z.object({ purpose, version: z.string(), text: z.string() });

@Controller('api/v1')
export class VolunteersController {
  constructor(private readonly client: ContractClient) {}

  @Get('consent-texts')
  @Public()
  @Describe({
    summary: 'The texts to which people consent, by purpose, in the version that is in force',
    responses: { 200: z.object({ texts: z.array(text) }) },
  })
  texts(@Req() request: FastifyRequest) {
    const language = languageOf(request.headers['accept-language']);
    const texts = purpose.options.map((of) => ({
      purpose: of,
      version: CONSENT_VERSIONS[of],
      text: translate(language, `consentText.${of}`),
    }));
    return { texts };
  }

  @Post('consent-photos')
  @Needs('register-volunteers')
  @Describe({
    summary:
      'Hand in the photo of a signed consent (JPEG or PNG, 4 MiB at most), with which one person can be registered within a day',
    body: 'file',
    responses: { 201: registry.persons.keepPhoto.output, 400: 'problem' },
  })
  async keepPhoto(@Req() request: FastifyRequest, @CurrentUser() { username: by }: User) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await fileOf(request, PHOTO_MAX_BYTES)) chunks.push(chunk);
    const photo = Buffer.concat(chunks);
    if (!isPhoto(photo)) throw new MalformedInput([{ path: 'file', code: 'photo_expected' }]);
    return this.client.call(registry.persons.keepPhoto, { data: photo.toString('base64'), by });
  }

  @Post('volunteers')
  @Needs('register-volunteers')
  @Describe({
    summary:
      'Register somebody who has signed: 201 with the new number; 200 with the numbers that are there, where he is registered already',
    body: input,
    responses: { 201: registered, 200: registered, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  async register(
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const said = parse(input, body);
    const { refused, created, volunteerNos } = await this.client.call(registry.persons.register, {
      ...said,
      ...{ by, within },
    });
    if (refused.length > 0) throw new Refused('REGISTERING.REFUSED', 'registering', refused);
    void reply.status(created ? 201 : 200);
    return { volunteerNos };
  }

  @Delete('volunteers/:no')
  @Needs('delete-volunteers')
  @HttpCode(204)
  @Describe({
    summary:
      'Have somebody deleted who asked for it, with all his numbers and his account; a pseudonym without the identity stays in the figures. It cannot be undone',
    params: z.object({ no: z.string() }),
    responses: { 204: null, 400: 'problem', 404: 'problem' },
  })
  async erase(@Param('no') no: string, @CurrentUser() { username: by }: User, @Within() within: Scope): Promise<void> {
    const volunteerNo = parse(required(100), no, 'no');
    await this.client.call(registry.persons.erase, { volunteerNo, by, within });
  }

  @Post('register')
  @Public()
  @Describe({
    summary:
      'Register oneself, with an account to which one signs in with phone number and password; who is registered already says the name and the phone number that are',
    body: ownInput,
    responses: { 201: z.object({ volunteerNo: z.string() }), 400: 'problem', 409: 'problem', 422: 'problem' },
  })
  async registerOneself(@Body() body: unknown, @Req() { ip: address }: FastifyRequest) {
    const said = { ...parse(ownInput, body), address };
    const { refused, volunteerNo } = await this.client.call(registry.persons.registerOneself, said);
    if (refused.length > 0) throw new Refused('REGISTERING.REFUSED', 'registering', refused);
    return { volunteerNo };
  }

  @Post('teams/:no/invitation-codes')
  @Needs('register-volunteers')
  @Describe({
    summary: 'A code, shown this once, with which people join the team when they register',
    params: z.object({ no: z.string() }),
    body: invitation,
    responses: {
      201: z.object({ code: z.string(), expiresAt: z.string() }),
      400: 'problem',
      404: 'problem',
      409: 'problem',
    },
  })
  async invite(
    @Param('no') no: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    const of = { teamNo: parse(required(100), no, 'no'), by, within, ...parse(invitation, body) };
    const { code, expiresAt } = await this.client.call(registry.persons.invite, of);
    return { code, expiresAt: chinaIso(expiresAt) };
  }
}

/** By the first bytes of a JPEG or a PNG. */
const isPhoto = (bytes: Buffer): boolean =>
  ['ffd8ff', '89504e470d0a1a0a'].some((begins) => bytes.subarray(0, begins.length / 2).toString('hex') === begins);
