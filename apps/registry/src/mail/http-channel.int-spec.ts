import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type TextAnswer, TextGateway, type TextRequest } from '#testing';
import { type Delivery } from './channel.js';
import { HttpChannel } from './http-channel.js';

interface Exchange {
  readonly what: string;
  readonly request: TextRequest;
  readonly response: TextAnswer;
  readonly became: Delivery;
}
const EXCHANGES = JSON.parse(
  readFileSync(new URL('recorded-exchanges.json', import.meta.url), 'utf8'),
) as readonly Exchange[];
const LETTER = { to: '13800000001', subject: '', text: '河道清洁' };

let gateway: TextGateway;
beforeEach(async () => {
  gateway = await TextGateway.open();
});
afterEach(() => gateway.close());

test.each(EXCHANGES)('$what: $became', async ({ request, response, became }) => {
  gateway.answer = () => response;
  expect(await new HttpChannel(gateway.url).deliver({ ...request.body, subject: '' })).toBe(became);
  expect(gateway.requests).toEqual([request]);
});

test('where nobody listens it may be tried again; where he hangs up after he has it, nobody knows', async () => {
  const { url } = gateway;
  gateway.answer = () => 'hangs up';
  expect(await new HttpChannel(url).deliver(LETTER)).toBe('unknown');
  await gateway.close();
  expect(await new HttpChannel(url).deliver(LETTER)).toBe('later');
  gateway = await TextGateway.open();
});
