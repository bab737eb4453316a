import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { RecordedChannel } from './recorded-channel.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'county-recorded-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what is given to the recorded channel is a line each in a file that its owner alone reads', async () => {
  const file = join(folder, 'sms.jsonl');
  const channel = new RecordedChannel(pathToFileURL(file));
  const texts = ['“河道清洁”\n已取消', '验证码 AB23CD45'];
  for (const text of texts) expect(await channel.deliver({ to: '13800000001', subject: '', text })).toBe('sent');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(texts.map((text) => ({ to: '13800000001', text })));
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('where it cannot be kept it was not sent', async () => {
  const channel = new RecordedChannel(pathToFileURL(join(folder, 'missing', 'sms.jsonl')));
  expect(await channel.deliver({ to: '13800000001', subject: '', text: '' })).not.toBe('sent');
});
