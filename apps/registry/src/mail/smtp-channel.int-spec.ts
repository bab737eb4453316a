import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Mailbox } from '#testing';
import { SmtpChannel } from './smtp-channel.js';

const LETTER = { to: 'someone@example.org', subject: '志愿服务：活动取消', text: '“河道清洁”已经取消\n.\n请不要前往' };

let mailbox: Mailbox;
const deliver = (url = mailbox.url) => new SmtpChannel(url, 'county@example.org').deliver(LETTER);

beforeEach(async () => {
  mailbox = await Mailbox.open();
});
afterEach(() => mailbox.close());

test('a letter arrives as it was written', async () => {
  expect(await deliver()).toBe('sent');
  expect(mailbox.mails).toEqual([{ to: LETTER.to, text: LETTER.text }]);
});

test('where nobody listens, or whoever listens hangs up before he was given anything, it may be tried again', async () => {
  await mailbox.close();
  expect(await deliver()).toBe('later');
  const hangsUp: Server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => hangsUp.listen(0, '127.0.0.1', resolve));
  const { port } = hangsUp.address() as { port: number };
  expect(await deliver(`smtp://127.0.0.1:${port}`)).toBe('later');
  await new Promise((resolve) => hangsUp.close(resolve));
});

test('where the server does not let us in, it may be tried again', async () => {
  expect(await deliver(mailbox.url.replace('//', '//name:wrong@') + '?forceAuth=true')).toBe('later');
  expect(mailbox.mails).toEqual([]);
});

test.each([
  [451, 'later'],
  [550, 'refused'],
] as const)('an answer of %i is %s', async (code, became) => {
  mailbox.answer = () => ({ code });
  expect(await deliver()).toBe(became);
});

test('where the server took it and went away without a word, nobody knows', async () => {
  mailbox.answer = () => 'taken, but not answered';
  expect(await deliver()).toBe('unknown');
  expect(mailbox.mails).toHaveLength(1);
});
