import { registry } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Delete, HttpCode, Post, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';
import { newPassword } from './new-password.js';
import { Needs } from './rights.js';
import { CurrentUser, type User } from './user.js';

const { putEmail, putWechat } = registry.ownAccount;
const emailInput = z.object({ email: putEmail.input.shape.email, password: putEmail.input.shape.password });
const wechatInput = z.object({ openId: putWechat.input.shape.openId, password: putWechat.input.shape.password });
const changeInput = z.object({ password: putEmail.input.shape.password, newPassword });
const passwordInput = z.object({ password: putWechat.input.shape.password });
const codeInput = z.object({ code: required(40) });

/** What the owner of an account does with it himself. */
@Controller('api/v1/account')
@Needs('own-account')
export class OwnAccountController {
  constructor(private readonly client: ContractClient) {}

  @Put('password')
  @HttpCode(204)
  @Describe({
    summary:
      'Set another password; asks for the present one, and whoever is signed in with that is signed out within ten minutes',
    body: changeInput,
    responses: { 204: null, 400: 'problem' },
  })
  async changePassword(
    @Body() body: unknown,
    @CurrentUser() { username }: User,
    @Req() { ip: address }: FastifyRequest,
  ) {
    await this.client.call(registry.ownAccount.changePassword, { ...parse(changeInput, body), username, address });
  }

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

  @Put('wechat')
  @HttpCode(202)
  @Describe({
    summary:
      'Have a code sent to a WeChat OpenID, by which it is bound to the account; asks for the password once more',
    body: wechatInput,
    responses: { 202: null, 400: 'problem', 422: 'problem' },
  })
  async putWechat(@Body() body: unknown, @CurrentUser() { username }: User, @Req() { ip: address }: FastifyRequest) {
    await this.client.call(putWechat, { ...parse(wechatInput, body), username, address });
  }

  @Post('wechat/confirm')
  @HttpCode(204)
  @Describe({
    summary: 'Bind the OpenID by the code that came there; notices are sent there once that is consented to',
    body: codeInput,
    responses: { 204: null, 400: 'problem', 422: 'problem' },
  })
  async confirmWechat(@Body() body: unknown, @CurrentUser() { username }: User) {
    await this.client.call(registry.ownAccount.confirmWechat, { ...parse(codeInput, body), username });
  }

  @Delete('wechat')
  @HttpCode(204)
  @Describe({ summary: 'Undo the binding: nothing is sent by WeChat any more', responses: { 204: null } })
  async removeWechat(@CurrentUser() { username }: User) {
    await this.client.call(registry.ownAccount.removeWechat, { username });
  }

  @Post('phone/code')
  @HttpCode(202)
  @Describe({
    summary:
      'Have a code sent by text message to one’s own registered phone number, by which it is confirmed; asks for the password once more',
    body: passwordInput,
    responses: { 202: null, 400: 'problem', 422: 'problem' },
  })
  async sendPhoneCode(
    @Body() body: unknown,
    @CurrentUser() { username }: User,
    @Req() { ip: address }: FastifyRequest,
  ) {
    const asked = { ...parse(passwordInput, body), username, address };
    await this.client.call(registry.ownAccount.sendPhoneCode, asked);
  }

  @Post('phone/confirm')
  @HttpCode(204)
  @Describe({
    summary: 'Confirm the phone number by the code that came there',
    body: codeInput,
    responses: { 204: null, 400: 'problem', 422: 'problem' },
  })
  async confirmPhone(@Body() body: unknown, @CurrentUser() { username }: User) {
    await this.client.call(registry.ownAccount.confirmPhone, { ...parse(codeInput, body), username });
  }
}
