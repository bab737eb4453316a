import { enDefinitions } from './en-definitions.js';
import { enReport } from './en-report.js';
import { cliEn } from './cli.js';
import type { Texts } from './zh.js';

export const en: Texts = {
  cli: cliEn,
  error: {
    'REQUEST.MALFORMED': 'The request is malformed; correct what `errors` lists and try again',
    'REQUEST.TOO_LARGE':
      'The request is too large: files up to 512 MiB, batches up to 1000 records; split it and try again',
    'REQUEST.UNSUPPORTED_MEDIA_TYPE':
      'This content type is not taken; use application/json, and multipart/form-data for files',
    'ROUTE.UNKNOWN': 'There is nothing at this address; all addresses are in /api/openapi.json',
    'AUTH.REQUIRED': 'Sign in first: send a valid access token in Authorization',
    'AUTH.FAILED': 'The user name or the password is wrong; check both and try again',
    'AUTH.FORBIDDEN': 'You do not have this right; ask the administrator',
    'ACCOUNT.NAME_TAKEN': 'The name {{username}} is taken; choose another',
    'IMPORT.UNKNOWN': 'There is no import {{id}}; check its id',
    'IMPORT.FILE_MISSING': 'No file arrived; upload it as the multipart field `file`',
    'IMPORT.FILE_INCOMPLETE': 'The file did not arrive whole; upload it again',
    'IMPORT.ALREADY_ENDED': 'Import {{id}} has ended and cannot be cancelled',
    'ATTENDANCE.ID_REUSED': 'The id {{id}} belongs to a record of other content; give the new record an id of its own',
    'DIVISION.UNKNOWN': 'There is no division {{division}}; bring the divisions in first or check the code',
    'VOLUNTEER.UNKNOWN': 'There is no volunteer {{volunteerNo}}; check the number',
    OVERLOADED: 'The system is busy; try again after Retry-After',
    UNAVAILABLE: 'The service is starting or away for a moment; try again after Retry-After',
    INTERNAL: 'An internal error; tell the administrator the traceId',
  },
  field: {
    time_malformed: 'is no time; write 2022-10-26T09:17:00+08:00',
    whole_number_malformed: 'is no whole number',
    year_malformed: 'write the year with four digits, like 2022',
    invalid: '{{message}}',
  },
  refusal: {
    cell_missing: 'A required cell is empty; fill it in',
    date_malformed: 'Not a date; write 2020-06-18 or 2020/6/18',
    time_malformed: 'Not a time; write 2022-10-26T09:17:00+08:00 (no zone means Beijing time)',
    whole_number_malformed: 'Not a whole number of 0 or more; correct it',
    word_unknown: 'Not one of the prescribed words; docs/files.md lists those of each column',
    end_not_after_start: 'The end must be after the start; correct it',
    identity_invalid:
      'Not a valid document number: 18 characters, a real date, the right check digit; check the original',
    number_damaged_by_excel:
      'Excel took the number for a quantity (4.31E+17); format the column as text and fill it in again',
    village_unknown: 'No village has this code; bring the divisions in first or check the code',
    number_repeated: 'This number stands in the file more than once with differing content; keep the right row',
    record_id_malformed: 'The record number is no UUID; check it',
    conflict:
      'Another content under this record number was received earlier and stands; a new record needs its own number',
    erased: 'This number belongs to a person who asked to be deleted; it cannot be brought in again',
    row_cut_short: 'The file ends inside this row; export it again as a whole',
    row_too_long: 'This row has more cells than the header; look for a comma too many',
    row_quote_misplaced: 'A quote in this row is in the wrong place; look at the cell',
  },
  file: {
    header_column_missing:
      'The header has no column “{{column}}”; docs/files.md lists the columns of each kind, and npm run county -- demo --files-only DIR writes samples',
    header_column_twice: 'The column “{{column}}” stands in the header twice; remove one',
    file_empty: 'The file holds neither header nor rows; is it the right file?',
    internal: 'An internal error met the import; tell the administrator its id',
    'FILE.EMPTY': 'The file is empty; is it the right file?',
    'FILE.PDF': 'This is a PDF; export it as .xlsx or CSV',
    'FILE.MARKUP': 'This is a web page (HTML/XML); save it as .xlsx or CSV',
    'FILE.OLD_WORKBOOK': 'This is an old .xls or a workbook with a password; save it as .xlsx without one, or as CSV',
    'FILE.OTHER_ZIP': 'This archive is no .xlsx workbook; save it as .xlsx or CSV',
    'FILE.PACKED_TWICE': 'There is an archive inside the archive; unpack it first',
    'FILE.UTF16': 'This is “Unicode text”; save it as CSV UTF-8 or .xlsx',
    'FILE.BINARY': 'This is no table; use .xlsx or CSV',
    'FILE.GZIP_BROKEN': 'The gzip file is damaged or cut short; pack it again',
    'FILE.WORKBOOK_BROKEN': 'The workbook is damaged or cut short; save it again',
    'FILE.TOO_LARGE': 'The file unpacks to too much; split it',
    'FILE.BOMB': 'The file unpacks to suspiciously much and was refused; save it again or export CSV',
    'FILE.TOO_MANY_TEXTS': 'There are too many different texts in the workbook; save it as CSV',
    'FILE.NO_SHEET': 'The workbook has no visible sheet with cells',
    'FILE.BAD_TEXT': 'Row {{row}} is neither UTF-8 nor GB18030; save the file as CSV UTF-8',
    'FILE.WRONG_SEPARATOR': 'The header is not separated by commas; save the file as CSV with commas',
    'FILE.TOO_MANY_COLUMNS': 'Too many columns (row {{row}}); look at the file',
    'FILE.CELL_TOO_LONG': 'A cell in row {{row}} is too long; look at the file',
    'FILE.ROW_TOO_LONG': 'Row {{row}} is too long; were the line ends lost?',
    'FILE.UNCLOSED_QUOTE': 'A quote in row {{row}} is never closed; close it',
    'FILE.STRAY_QUOTE': 'A quote in row {{row}} is in the wrong place; look at the cell',
  },
  refusalsColumns: { row: 'row', column: 'column', value: 'value', code: 'code', reason: 'reason' },
  ...enReport,
  ...enDefinitions,
};
