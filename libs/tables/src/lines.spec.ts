import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decode, lineBlocks, type LineBlock } from './lines.js';

async function blocksOf(chunks: readonly Uint8Array[], longest = 2 ** 20): Promise<LineBlock[]> {
  // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
  async function* bytes() {
    yield* chunks;
  }
  const blocks: LineBlock[] = [];
  for await (const block of lineBlocks(bytes(), longest)) blocks.push(block);
  return blocks;
}

function split(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const linesOf = fc
  .tuple(
    fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { minLength: 1, maxLength: 20 }),
    fc.integer({ min: 1, max: 100 }),
  )
  .map(([lines, times]) => Array<string[]>(times).fill(lines).flat());

describe('blocks of lines', () => {
  it('are the whole text, each but the last ending with a line, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        linesOf,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 5 }),
        async (lines, end, sizes) => {
          const bytes = Buffer.from(lines.join(end));
          const blocks = await blocksOf(split(bytes, sizes));
          expect(Buffer.concat(blocks.map((block) => block.bytes)).equals(bytes)).toBe(true);
          for (const block of blocks) {
            const last = block.bytes.at(-1);
            expect(last === 10 || last === 13).toBe(block.endsWith === 'line');
            if (block !== blocks.at(-1)) expect(block.endsWith).toBe('line');
            if (block.endsWith === 'line') expect(decode(block, 'utf-8').broken).toBeUndefined();
          }
        },
      ),
    );
  });

  it('end with a line that is too long, after the lines before it', async () => {
    const bytes = Buffer.from(`a\nb\n${'x'.repeat(200_000)}\nc\n`);
    for (const size of [7, 1000, 300_000]) {
      const blocks = await blocksOf(split(bytes, [size]), 10_000);
      expect(blocks.map(({ endsWith }) => endsWith)).toEqual(['line', 'overlong']);
      expect(blocks[0]?.bytes.toString()).toBe('a\nb\n');
    }
  });
});

describe('decode', () => {
  it('gives the lines before the one that cannot be decoded', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('签\n', 'a\r', '\n', 'bc\r\n'), { maxLength: 50 }),
        fc.nat(50),
        (lines, at) => {
          const good = lines.slice(0, at).join('');
          const bytes = Buffer.concat([
            Buffer.from(`${good}x`),
            Buffer.from([0xff]),
            Buffer.from(`\n${lines.slice(at).join('')}`),
          ]);
          expect(decode({ bytes, endsWith: 'line' }, 'utf-8')).toEqual({ text: good, broken: 'line' });
        },
      ),
    );
  });
});
