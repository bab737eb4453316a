import { POLICIES, policy, registry } from '#contracts';
import { chinaDay } from '#kernel';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User } from '../auth/user.js';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';

const on = z.iso.date().optional();
const input = policy
  .omit({ setBy: true })
  .extend({ source: required(300) })
  .refine(({ key, value }) => value >= POLICIES[key].least && value <= POLICIES[key].most, {
    path: ['value'],
    message: 'policy_out_of_range',
  });

@Controller('api/v1/policies')
export class PoliciesController {
  constructor(private readonly client: ContractClient) {}

  @Get()
  @Needs('read-policies')
  @Describe({
    summary:
      'The rules that are numbers, as they are in force on a day (today where none is named), and what they come from',
    query: z.object({ on }),
    responses: { 200: registry.policies.find.output, 400: 'problem' },
  })
  find(@Query('on') day: unknown) {
    const today = chinaDay(Date.now());
    return this.client.call(registry.policies.find, { on: parse(on, day, 'on') ?? today });
  }

  @Post()
  @Needs('set-policies')
  @Describe({
    summary: 'Put another number in force from a day still to come on',
    body: input,
    responses: { 201: policy, 400: 'problem', 422: 'problem' },
  })
  set(@Body() body: unknown, @CurrentUser() { username: setBy }: User) {
    return this.client.call(registry.policies.set, { ...parse(input, body), setBy });
  }
}
