export { cellText, type CellValue, type DateCell, holdsTime, isDamagedNumber, type TableRow } from './cells.js';
export { UNREADABLE_CODES, type UnreadableCode, type UnreadableDetails, UnreadableFile } from './errors.js';
export { DEFAULT_LIMITS, type Limits } from './limits.js';
export { readTable } from './read-table.js';
export { recognise, type TableFormat } from './recognise.js';
export { type ByteSource, memorySource } from './source.js';
export { detached, readDate, readInstant, readWholeNumber, trimUnicode } from './values.js';
export { type CsvValue, toCsv } from './write-csv.js';
