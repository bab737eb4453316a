import { describe, expect, it } from '@jest/globals';
import { type Commands, programOf, runProgram } from './program.js';

const NOW = Date.parse('2024-12-31T16:30:00Z'); // 2025 already in China

async function run(args: string, env: NodeJS.ProcessEnv = {}): Promise<unknown[]> {
  const calls: unknown[] = [];
  const note = (name: string) => (options: unknown) => {
    calls.push([name, options]);
    return Promise.resolve();
  };
  const names = ['year', 'import', 'report', 'recount', 'notCounted', 'resetPassword', 'verifyAudit', 'demo'] as const;
  const commands = Object.fromEntries(names.map((name) => [name, note(name)])) as unknown as Commands;
  await runProgram(programOf(commands, { env, now: NOW }), args.split(' '));
  return calls;
}

describe('the command line', () => {
  it.each([
    ['year files 2022 --out a.xlsx', ['year', { dir: 'files', year: 2022, out: 'a.xlsx' }]],
    ['import files --refusals r', ['import', { dir: 'files', refusals: 'r' }]],
    [
      'report 2022 --division 431126001 --format csv --out a.csv',
      ['report', { year: 2022, division: '431126001', format: 'csv', out: 'a.csv' }],
    ],
    ['report 2022 --out a.XLSX', ['report', { year: 2022, format: 'xlsx', out: 'a.XLSX' }]],
    ['report 2022 --format json --out a.csv', ['report', { year: 2022, format: 'json', out: 'a.csv' }]],
    ['recount 2022', ['recount', { year: 2022 }]],
    ['not-counted 2022 --out a.csv', ['notCounted', { year: 2022, out: 'a.csv' }]],
    ['admin reset-password 张三', ['resetPassword', { username: '张三' }]],
    ['audit verify', ['verifyAudit', {}]],
    ['audit verify --known 12:a-_9', ['verifyAudit', { known: { seq: 12, hash: 'a-_9' } }]],
    ['demo', ['demo', { year: 2024, size: 0.1, seed: 1 }]],
    ['demo --size 1 --files-only d', ['demo', { year: 2024, size: 1, seed: 1, filesOnly: 'd' }]],
  ])('reads %s', async (args, call) => {
    expect(await run(args)).toEqual([call]);
  });

  it('takes the size of the demo county from the environment, and rather from the option', async () => {
    expect(await run('demo', { DEMO_SIZE: '0.5' })).toEqual([['demo', { year: 2024, size: 0.5, seed: 1 }]]);
    expect(await run('demo --size 0.2', { DEMO_SIZE: '0.5' })).toEqual([['demo', { year: 2024, size: 0.2, seed: 1 }]]);
  });

  it.each([
    ['year files 22 --out a.xlsx', '年份'],
    ['year files 2022', '缺少选项 --out'],
    ['report 2022 --format docx --out a', 'docx'],
    ['report 2022', '缺少选项 --out'],
    ['report 2022 --out a', '缺少选项 --format'],
    ['report 2022 --out a', 'npm run county -- report --help'],
    ['admin reset-password', 'npm run county -- admin reset-password --help'],
    ['frobnicate', 'npm run county -- --help'],
    ['demo --size 2', '0.01'],
    ['demo --year 1900', '1950'],
    ['demo --seed x', '种子'],
    ['audit verify --known 12', '编号:摘要'],
    ['frobnicate', '没有命令 frobnicate'],
    ['admin reset-password', '缺少 username'],
    ['year files --out a.xlsx', '缺少 year'],
    ['year files 2022 more --out a.xlsx', '写多了'],
    ['recount 2022 --divison 43', '没有选项 --divison'],
    ['recount 2022 --division', '后面缺少值'],
    ['report 2022 --format docx --out a', 'json'],
  ])('refuses %s and says why', async (args, why) => {
    await expect(run(args)).rejects.toMatchObject({ text: { zh: expect.stringContaining(why) } });
  });
});
