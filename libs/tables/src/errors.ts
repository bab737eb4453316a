/**
 * Why a file cannot be read to its end as a table; stable, for callers to map to words.
 *
 * | code | meaning |
 * |---|---|
 * | `FILE.EMPTY` | no byte, or no line that holds anything |
 * | `FILE.PDF`, `FILE.MARKUP` | a PDF; HTML or XML (many programs give HTML the name `.xls`) |
 * | `FILE.OLD_WORKBOOK` | `.xls`, or a workbook protected by a password: to be saved as .xlsx without one, or as CSV |
 * | `FILE.OTHER_ZIP` | a ZIP archive that is no XLSX workbook (also `.xlsb`, `.ods`) |
 * | `FILE.PACKED_TWICE` | inside the gzip is another archive or a workbook: to be unpacked first |
 * | `FILE.UTF16` | "Unicode text": to be saved as CSV UTF-8 or as .xlsx |
 * | `FILE.BINARY` | anything else that is no text |
 * | `FILE.GZIP_BROKEN`, `FILE.WORKBOOK_BROKEN` | damaged, cut short, lying about its sizes, or not as the format has it |
 * | `FILE.TOO_LARGE`, `FILE.BOMB` | unpacks to more than the limit; unpacks to suspiciously many times its size |
 * | `FILE.TOO_MANY_TEXTS` | more different texts in a workbook than are kept in memory: to be saved as CSV |
 * | `FILE.NO_SHEET` | the workbook has no visible sheet with cells |
 * | `FILE.BAD_TEXT` | a row is neither UTF-8 nor GB18030, or holds NUL characters |
 * | `FILE.WRONG_SEPARATOR` | the header is separated by tabs, semicolons or the like and not by commas |
 * | `FILE.TOO_MANY_COLUMNS`, `FILE.CELL_TOO_LONG`, `FILE.ROW_TOO_LONG` | beyond the limits |
 * | `FILE.UNCLOSED_QUOTE` | a quote opened in this row takes in the rows after it and is never closed |
 * | `FILE.STRAY_QUOTE` | a quoted cell of this row runs over line ends and ends in the middle of a cell |
 */
export const UNREADABLE_CODES = [
  'FILE.EMPTY',
  'FILE.PDF',
  'FILE.MARKUP',
  'FILE.OLD_WORKBOOK',
  'FILE.OTHER_ZIP',
  'FILE.PACKED_TWICE',
  'FILE.UTF16',
  'FILE.BINARY',
  'FILE.GZIP_BROKEN',
  'FILE.WORKBOOK_BROKEN',
  'FILE.TOO_LARGE',
  'FILE.BOMB',
  'FILE.TOO_MANY_TEXTS',
  'FILE.NO_SHEET',
  'FILE.BAD_TEXT',
  'FILE.WRONG_SEPARATOR',
  'FILE.TOO_MANY_COLUMNS',
  'FILE.CELL_TOO_LONG',
  'FILE.ROW_TOO_LONG',
  'FILE.UNCLOSED_QUOTE',
  'FILE.STRAY_QUOTE',
] as const;
export type UnreadableCode = (typeof UNREADABLE_CODES)[number];

/** Where it happened, as far as that is known. Never holds anything out of a cell. */
export interface UnreadableDetails {
  /** Row number as a person sees it in Excel, the header being 1. */
  readonly row?: number;
  /** The first column being 1. */
  readonly columnNumber?: number;
  /** Part of a workbook, such as `xl/workbook.xml`. */
  readonly part?: string;
  /** The limit that was passed, in the unit of {@link Limits}. */
  readonly limit?: number;
}

/** The file as a whole cannot be read; nothing of it may be applied. Errors of the source itself come through as they are. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';

  constructor(
    readonly code: UnreadableCode,
    readonly details: UnreadableDetails = {},
    options?: ErrorOptions,
  ) {
    const where = Object.entries(details).map(([key, value]) => `${key} ${String(value)}`);
    super([code, ...where].join(', '), options);
  }
}
