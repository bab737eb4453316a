import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isRunning } from '#launcher';
import { ADMINISTRATOR, TestStack } from '#testing';

let stack: TestStack;
beforeAll(async () => (stack = await TestStack.start()));
afterAll(() => stack.stop());

// `ADMIN_PASSWORD` stays in the environment of an office's server for years.
test('a password that the first administrator has chosen holds when the registry is started again', async () => {
  const chosen = 'Chosen-by-himself-88';
  const json = { password: ADMINISTRATOR.password, newPassword: chosen };
  expect(await stack.request('PUT', '/api/v1/account/password', { token: stack.token, json })).toMatchObject({
    status: 204,
  });
  const registry = stack.processes().find((p) => p.name === 'registry');
  process.kill(registry!.pid, 'SIGKILL');
  await stack.until(20_000, 'gone', () => Promise.resolve(!isRunning(registry!)));
  await stack.untilReady(60_000);
  const signIn = (password: string) =>
    stack.post('/api/v1/auth/login', { json: { username: ADMINISTRATOR.username, password } });
  expect(await signIn(chosen)).toMatchObject({ status: 200 });
  expect(await signIn(ADMINISTRATOR.password)).toMatchObject({ status: 401 });
});
