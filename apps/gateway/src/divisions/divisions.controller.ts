import { divisionView, MOST_NAMED, registry, type Scope } from '#contracts';
import { ContractClient } from '#messaging';
import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Needs } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { required } from '../http/fields.js';
import { parse } from '../http/malformed.js';
import { Describe } from '../http/openapi.js';

const params = z.object({ code: z.string() });
const day = z.iso.date().optional();
const renamed = z.object({ name: required(200) });
/** Digits of a township's code, or of a village's. */
const newCode = required(40).refine((code) => /^(\d{9}|\d{12})$/.test(code), 'code_malformed');
const approved = z.object({
  /** From which day on, today where none is named; not in the future. */
  from: day,
  /** Number of the approval (批文号), and why. */
  document: required(200),
  because: required(500),
});
const target = z.object({ code: required(40), name: required(200).optional() });
const numbers = z.array(required(100)).max(MOST_NAMED).default([]);
const founding = approved.extend({ code: newCode, name: required(200) });
const merging = approved.extend({ with: z.array(required(40)).max(50).default([]), into: target });
const moving = approved.extend({ to: target });
const part = target.extend({ volunteerNos: numbers, teamNos: numbers });
const splitting = approved.extend({ parts: z.array(part).min(1).max(20), rest: required(40).optional() });
const ending = approved.extend({ into: required(40) });
const done = registry.divisions.merge.output;
const answers = { 200: done, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' } as const;

const act = (user: User, within: Scope) => ({ by: user.username, within });
const codeOf = (code: string): string => parse(required(40), code, 'code');

@Controller('api/v1/divisions')
export class DivisionsController {
  constructor(private readonly client: ContractClient) {}

  @Get(':code')
  @Needs('find-divisions')
  @Describe({
    summary: 'A division as it is, or as it was at the end of a day (UTC+08:00)',
    params,
    query: z.object({ on: day }),
    responses: { 200: divisionView, 400: 'problem', 404: 'problem' },
  })
  find(@Param('code') code: string, @Query('on') on: unknown) {
    return this.client.call(registry.divisions.find, { code: codeOf(code), on: parse(day, on, 'on') ?? null });
  }

  @Patch(':code')
  @Needs('manage-divisions')
  @Describe({
    summary: 'Rename a division, from today on; its code stays',
    params,
    body: renamed,
    responses: { 200: divisionView, 400: 'problem', 404: 'problem', 409: 'problem' },
  })
  rename(
    @Param('code') code: string,
    @Body() body: unknown,
    @CurrentUser() { username: by }: User,
    @Within() within: Scope,
  ) {
    return this.client.call(registry.divisions.rename, { code: codeOf(code), by, within, ...parse(renamed, body) });
  }

  @Post()
  @Needs('manage-divisions')
  @Describe({
    summary: 'Found a township or a village under a code that was never used, by an approval',
    body: founding,
    responses: { 201: divisionView, 400: 'problem', 404: 'problem', 409: 'problem', 422: 'problem' },
  })
  found(@Body() body: unknown, @CurrentUser() user: User, @Within() within: Scope) {
    const { from = null, ...said } = parse(founding, body);
    return this.client.call(registry.divisions.found, { ...said, from, ...act(user, within) });
  }

  @Post(':code/merge')
  @Needs('manage-divisions')
  @HttpCode(200)
  @Describe({
    summary:
      'Merge a village, and others with it, into one that is there or, with a name, a new one; its people and teams go along, sessions stay where they took place',
    params,
    body: merging,
    responses: answers,
  })
  merge(@Param('code') code: string, @Body() body: unknown, @CurrentUser() user: User, @Within() within: Scope) {
    const { from = null, ...said } = parse(merging, body);
    return this.client.call(registry.divisions.merge, { code: codeOf(code), ...said, from, ...act(user, within) });
  }

  @Post(':code/move')
  @Needs('manage-divisions')
  @HttpCode(200)
  @Describe({
    summary: 'Move a village to another township, under a new code there; its people and teams go along',
    params,
    body: moving,
    responses: answers,
  })
  move(@Param('code') code: string, @Body() body: unknown, @CurrentUser() user: User, @Within() within: Scope) {
    const { from = null, ...said } = parse(moving, body);
    return this.client.call(registry.divisions.move, { code: codeOf(code), ...said, from, ...act(user, within) });
  }

  @Post(':code/split')
  @Needs('manage-divisions')
  @HttpCode(200)
  @Describe({
    summary:
      'Divide a village: whoever is named belongs to the part that names him; all others to the part that is the `rest`, or still to the village where there is none',
    params,
    body: splitting,
    responses: answers,
  })
  split(@Param('code') code: string, @Body() body: unknown, @CurrentUser() user: User, @Within() within: Scope) {
    const { from = null, rest = null, ...said } = parse(splitting, body);
    return this.client.call(registry.divisions.split, {
      code: codeOf(code),
      ...said,
      rest,
      from,
      ...act(user, within),
    });
  }

  @Post(':code/end')
  @Needs('manage-divisions')
  @HttpCode(200)
  @Describe({
    summary: 'End a township in which no village is left; teams of its own go to another township',
    params,
    body: ending,
    responses: answers,
  })
  end(@Param('code') code: string, @Body() body: unknown, @CurrentUser() user: User, @Within() within: Scope) {
    const { from = null, ...said } = parse(ending, body);
    return this.client.call(registry.divisions.end, { code: codeOf(code), ...said, from, ...act(user, within) });
  }
}
