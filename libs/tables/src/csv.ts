import { type TableRow } from './cells.js';
import { UnreadableFile } from './errors.js';
import { type Limits } from './limits.js';
import { decode, lineBlocks, type TextEncoding } from './lines.js';
import { CsvRecords } from './records.js';

/**
 * Rows of a CSV (RFC 4180), the header first, in arrays of some hundred; nothing but a few blocks of the text is held in memory.
 * @throws UnreadableFile as soon as the text cannot be read on; rows handed out before that must not be applied
 */
export async function* readCsv(
  bytes: AsyncIterable<Uint8Array>,
  encoding: TextEncoding,
  limits: Limits,
): AsyncGenerator<TableRow[], void> {
  const records = new CsvRecords(limits);
  for await (const block of lineBlocks(bytes, limits.recordLength)) {
    if (block.endsWith === 'overlong') throw records.tooLong();
    const { text, broken } = decode(block, encoding);
    const rows = records.read(text);
    if (broken === 'line') throw new UnreadableFile('FILE.BAD_TEXT', { row: records.nextRow });
    if (broken === 'character') records.endsInCharacter();
    if (rows.length > 0) yield rows;
  }
  const last = records.end();
  if (last.length > 0) yield last;
}
