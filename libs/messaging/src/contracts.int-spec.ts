import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rpc } from '#contracts';
import { DomainError } from '#kernel';
import { ownName, serviceHere } from '#testing';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { z } from 'zod';
import { ContractClient } from './contract-client.js';
import { Handles } from './handles.js';
import { NatsLink } from './nats-link.js';

const input = z.object({ n: z.int() });
const output = z.object({ double: z.int() });
const alone = rpc({ subject: 'registry.v1.test.alone', input, output });
const together = rpc({ subject: 'registry.v1.test.together', input, output, together: true });
const nobodys = rpc({ subject: 'registry.v1.test.nobodys', input, output, together: true });

/** Doubles; 13 is refused, 14 is answered wrongly. */
async function double({ n }: { n: number }): Promise<{ double: number }> {
  if (n === 13) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo: '13' });
  return Promise.resolve({ double: n === 14 ? 0.5 : n * 2 });
}

@Controller()
class DoublesController {
  @Handles(alone)
  alone(asked: { n: number }) {
    return double(asked);
  }

  @Handles(together)
  together(asked: { n: number }) {
    return double(asked);
  }
}

@Module({ controllers: [DoublesController] })
class Doubles {}

let link: NatsLink;
let service: INestMicroservice;
let client: ContractClient;

beforeAll(async () => {
  const name = ownName();
  link = await NatsLink.open(process.env['NATS_URL']!, 'registry', name);
  service = await serviceHere(link, 'registry', { database: name, plan: {}, modules: [Doubles] });
  await service.listen();
  client = new ContractClient(link);
});
afterAll(() => service.close());

const raw = async (contract: { readonly subject: string }, message: string): Promise<unknown> =>
  JSON.parse((await link.connection.request(link.subject(contract.subject), message)).string());

describe.each([
  ['alone', alone],
  ['together', together],
])('calls that travel %s', (_, contract) => {
  test('each get the reply to themselves, an error too', async () => {
    const asked = Array.from({ length: 250 }, (__, n) => n);
    const got = await Promise.allSettled(asked.map((n) => client.call(contract, { n })));
    expect(got.map((r) => (r.status === 'fulfilled' ? r.value.double : (r.reason as DomainError).code))).toEqual(
      asked.map((n) => (n === 13 ? 'VOLUNTEER.UNKNOWN' : n === 14 ? 'INTERNAL' : n * 2)),
    );
  });

  test('are answered where they are malformed', async () => {
    expect(await raw(contract, 'no JSON')).toMatchObject({ error: { code: 'REQUEST.MALFORMED' } });
    expect(await raw(contract, '{"input":{"n":"1"}}')).toMatchObject({ error: { code: 'REQUEST.MALFORMED' } });
    expect(await raw(contract, '[{"input":{"n":"1"}},{"input":{"n":4}}]')).toEqual([
      { error: expect.objectContaining({ code: 'REQUEST.MALFORMED' }) },
      { output: { double: 8 } },
    ]);
  });
});

test('calls that travel together are fewer messages than calls', async () => {
  let messages = 0;
  const watch = link.connection.subscribe(link.subject(together.subject), {
    callback: () => {
      messages++;
    },
  });
  await Promise.all(Array.from({ length: 64 }, (_, n) => client.call(together, { n: n + 20 })));
  watch.unsubscribe();
  expect(messages).toBe(1);
});

test('where nobody is there, each is told at once', async () => {
  const got = await Promise.allSettled([1, 2].map((n) => client.call(nobodys, { n })));
  expect(got.map((r) => (r.status === 'rejected' ? (r.reason as DomainError).code : ''))).toEqual([
    'UNAVAILABLE',
    'UNAVAILABLE',
  ]);
});

test('a reply to some requests that has not as many parts is not taken', async () => {
  const torn = rpc({ subject: 'registry.v1.test.torn', input, output, together: true });
  const answering = link.connection.subscribe(link.subject(torn.subject), {
    callback: (_, message) => {
      message.respond('[{"output":{"double":1}}]');
    },
  });
  const got = await Promise.allSettled([1, 2].map((n) => client.call(torn, { n })));
  answering.unsubscribe();
  expect(got.map((r) => (r.status === 'rejected' ? (r.reason as DomainError).code : ''))).toEqual([
    'INTERNAL',
    'INTERNAL',
  ]);
});
