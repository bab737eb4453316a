import { posix } from 'node:path';
import { type TableRow } from '../cells.js';
import { UnreadableFile } from '../errors.js';
import { type Limits } from '../limits.js';
import { type ByteSource } from '../source.js';
import { Archive } from './archive.js';
import { readSharedTexts, SharedTexts } from './shared-texts.js';
import { readSheet } from './sheet.js';
import { readStyles } from './styles.js';
import { parseAll } from './xml.js';

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
/** Far more sheets and parts than anybody makes. */
const MOST = 10_000;

interface Workbook {
  readonly epoch1904: boolean;
  /** Relation ids of the sheets that are not hidden, in the order of their tabs. */
  readonly visible: readonly string[];
}

interface Relation {
  readonly id: string;
  /** Last word of the type: `worksheet`, `sharedStrings`, `styles`, … */
  readonly type: string;
  /** Name of the part. */
  readonly part: string;
}

/**
 * Rows of the first visible sheet of an XLSX workbook, the header first. In memory are its different texts and its styles.
 * @throws UnreadableFile as soon as it cannot be read on; rows handed out before that must not be applied
 */
export async function* readWorkbook(source: ByteSource, limits: Limits): AsyncGenerator<TableRow[], void> {
  const archive = await Archive.open(source, limits);
  if (!archive.has(WORKBOOK)) throw new UnreadableFile('FILE.OTHER_ZIP');
  const workbook = await readIndex(archive);
  const relations = await readRelations(archive);
  const sheet = workbook.visible
    .map((id) => relations.find((relation) => relation.id === id))
    .find((relation) => relation?.type === 'worksheet');
  if (sheet === undefined) throw new UnreadableFile('FILE.NO_SHEET');

  const partOf = (type: string) => relations.find((relation) => relation.type === type)?.part;
  const stylesPart = partOf('styles');
  const textsPart = partOf('sharedStrings');
  const facts = {
    epoch1904: workbook.epoch1904,
    styles: stylesPart === undefined ? [] : await readStyles(archive.part(stylesPart), stylesPart),
    texts:
      textsPart === undefined ? new SharedTexts(0) : await readSharedTexts(archive.part(textsPart), textsPart, limits),
  };
  yield* readSheet(archive.part(sheet.part), sheet.part, facts, limits);
}

async function readIndex(archive: Archive): Promise<Workbook> {
  let epoch1904 = false;
  const visible: string[] = [];
  await parseAll(archive.part(WORKBOOK), WORKBOOK, {
    open(name, attributes) {
      if (name === 'workbookPr') epoch1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (name !== 'sheet' || (attributes['state'] ?? 'visible') !== 'visible') return;
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1];
      if (id !== undefined) visible.push(id);
      if (visible.length > MOST) throw new UnreadableFile('FILE.WORKBOOK_BROKEN', { part: WORKBOOK });
    },
  });
  return { epoch1904, visible };
}

async function readRelations(archive: Archive): Promise<Relation[]> {
  const relations: Relation[] = [];
  await parseAll(archive.part(RELATIONS), RELATIONS, {
    open(name, attributes) {
      const { Id: id, Type: type, Target: target } = attributes;
      if (name !== 'Relationship' || attributes['TargetMode'] === 'External') return;
      if (id === undefined || type === undefined || target === undefined) return;
      // A name that begins with a slash is one in the archive, any other is seen from the folder of the workbook.
      const part = target.startsWith('/') ? posix.normalize(target.slice(1)) : posix.join('xl', target);
      relations.push({ id, type: type.slice(type.lastIndexOf('/') + 1), part });
      if (relations.length > MOST) throw new UnreadableFile('FILE.WORKBOOK_BROKEN', { part: RELATIONS });
    },
  });
  return relations;
}
