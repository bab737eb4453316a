import { registry } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Delete, HttpCode, Post, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { Needs } from './rights.js';
import { CurrentUser, type User } from './user.js';

const { putEmail } = registry.ownAccount;
const emailInput = z.object({ email: putEmail.input.shape.email, password: putEmail.input.shape.password });
const codeInput = z.object({ code: required(40) });

/** What the owner of an account does with it himself. */
@Controller('api/v1/account')
@Needs('own-account')
export class OwnAccountController {
  constructor(private readonly client: ContractClient) {}

  @Put('email')
  @HttpCode(202)
  @Describe({
    summary: 'Have a code mailed to an address, by which it is confirmed; asks for the password once more',
    body: emailInput,
    responses: { 202: null, 400: 'problem', 422: 'problem' },
  })
  async putEmail(@Body() body: unknown, @CurrentUser() { username }: User, @Req() { ip: address }: FastifyRequest) {
    await this.client.call(putEmail, { ...parse(emailInput, body), username, address });
  }

  @Post('email/confirm')
  @HttpCode(204)
  @Describe({
    summary: 'Confirm the address by the code that came there; from then on notices are mailed to it',
    body: codeInput,
    responses: { 204: null, 400: 'problem', 422: 'problem' },
  })
  async confirmEmail(@Body() body: unknown, @CurrentUser() { username }: User) {
    await this.client.call(registry.ownAccount.confirmEmail, { ...parse(codeInput, body), username });
  }

  @Delete('email')
  @HttpCode(204)
  @Describe({ summary: 'Remove the address: nothing is mailed any more', responses: { 204: null } })
  async removeEmail(@CurrentUser() { username }: User) {
    await this.client.call(registry.ownAccount.removeEmail, { username });
  }
}
