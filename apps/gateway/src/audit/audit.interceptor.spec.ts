import { expect, test } from '@jest/globals';
import type { NewAuditEntry } from '#contracts';
import { DomainError } from '#kernel';
import type { ContractClient } from '#messaging';
import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { pino } from 'pino';
import { defer, lastValueFrom, of } from 'rxjs';
import { AuditInterceptor } from './audit.interceptor.js';
import { Audited, NotAudited } from './audited.js';

class Routes {
  change(): void {}
  @NotAudited('it is a test')
  exempt(): void {}
  @NotAudited('it is a test', ({ query }) => 'for' in (query as object))
  forOneself(): void {}
  @Audited()
  show(): void {}
}

/** What a request to a route leads to: what was written and what was done, in that order, and the answer. */
async function run(
  handler: keyof Routes,
  method: string,
  {
    act = () => ({}),
    write = () => undefined,
    query = {},
  }: { act?: () => unknown; write?: (entry: NewAuditEntry) => void; query?: object } = {},
) {
  const happened: unknown[] = [];
  const client = {
    call: (_: unknown, { entries }: { entries: NewAuditEntry[] }) => {
      entries.forEach(write);
      happened.push(...entries.map(({ targets, of: seq, outcome }) => ({ targets, of: seq, outcome })));
      return Promise.resolve({ seqs: entries.map(() => 7) });
    },
  };
  const request = {
    method,
    routeOptions: { url: '/x/:no' },
    params: { no: 'S1' },
    query,
    body: {},
    within: 'everywhere',
  };
  const context = {
    getHandler: () => Reflect.get(Routes.prototype, handler) as object,
    switchToHttp: () => ({ getRequest: () => request }),
  };
  const next: CallHandler<unknown> = {
    handle: () =>
      defer(() => {
        happened.push('acted');
        return of(act());
      }),
  };
  const interceptor = new AuditInterceptor(client as unknown as ContractClient, pino({ level: 'silent' }));
  const answer = await interceptor
    .intercept(context as unknown as ExecutionContext, next)
    .then((found) => lastValueFrom(found))
    .catch((error: unknown) => error);
  return { happened, answer };
}
const refuse = (code: 'UNAVAILABLE' | 'SESSION.UNKNOWN') => () => {
  throw new DomainError(code);
};
const asked = { targets: ['S1'], of: 0, outcome: '' };

test('an entry is written before anything is done, and where it cannot be nothing is done', async () => {
  expect((await run('change', 'POST')).happened).toEqual([asked, 'acted']);
  const { happened, answer } = await run('change', 'POST', { write: refuse('UNAVAILABLE') });
  expect(happened).toEqual([]);
  expect(answer).toMatchObject({ code: 'UNAVAILABLE' });
});

test('what was refused is told by its code, what is new in the answer by its number', async () => {
  const refused = await run('change', 'PUT', { act: refuse('SESSION.UNKNOWN') });
  expect(refused.happened).toEqual([asked, 'acted', { targets: ['S1'], of: 7, outcome: 'SESSION.UNKNOWN' }]);
  expect(refused.answer).toMatchObject({ code: 'SESSION.UNKNOWN' });
  const made = await run('change', 'PUT', { act: () => ({ sessionNo: 'S1', teamNo: 'T1' }) });
  expect(made.happened).toEqual([asked, 'acted', { targets: ['T1'], of: 7, outcome: 'done' }]);
});

test('an outcome that cannot be written hides no refusal, and a number that cannot be written is no success', async () => {
  const write = ({ of: seq }: NewAuditEntry) => (seq === 0 ? undefined : refuse('UNAVAILABLE')());
  expect((await run('change', 'PUT', { write, act: refuse('SESSION.UNKNOWN') })).answer).toMatchObject({
    code: 'SESSION.UNKNOWN',
  });
  expect((await run('change', 'PUT', { write, act: () => ({ id: 'new' }) })).answer).toMatchObject({
    code: 'UNAVAILABLE',
  });
});

test('what is only read is not written, unless it is personal; what says why not is not written', async () => {
  expect((await run('change', 'GET')).happened).toEqual(['acted']);
  expect((await run('exempt', 'POST')).happened).toEqual(['acted']);
  expect((await run('show', 'GET')).happened).toEqual([asked, 'acted']);
});

test('what somebody does for himself may be exempt, and what he does for another is written, with whom it is for', async () => {
  expect((await run('forOneself', 'POST')).happened).toEqual(['acted']);
  const forAnother = await run('forOneself', 'POST', { query: { for: 'V2' } });
  expect(forAnother.happened).toEqual([{ ...asked, targets: ['S1', 'V2'] }, 'acted']);
});
