import { expect, test } from '@jest/globals';
import { run } from './machine.js';

test('a character that a program writes in two parts is read whole', async () => {
  const program = `
    const [first, ...rest] = Buffer.from('治安巡逻');
    process.stdout.write(Buffer.of(first));
    setTimeout(() => process.stdout.write(Buffer.from(rest)), 100);
  `;
  expect(await run(process.execPath, ['-e', program])).toBe('治安巡逻');
});

test('a program that fails is told', async () => {
  await expect(run(process.execPath, ['-e', 'process.exit(3)'])).rejects.toThrow('ended with 3');
});
