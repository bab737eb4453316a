import { chinaMinute } from '#kernel';
import type { PaperSize } from 'exceljs';
import { SHEET_COLUMNS, type SheetOf } from './sheet-rows.js';

const FONT = '宋体';
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- declared as a const enum, which is not there at run time
const A4: PaperSize = 9;
const BORDER = { style: 'thin', color: { argb: 'FF7F7F7F' } } as const;
const WIDTHS = [24, 24, 14, 14, 14, 20];
/** Lines for those who come without having signed up. */
const EMPTY_LINES = 20;
const LINE_HEIGHT = 24;

/**
 * The sheet to print and to fill in. Its header is the first row, so that it can be read when it comes back; what session it is stands in the head of each page.
 * The library is loaded with the first one (see `report-xlsx.ts`).
 */
export async function sheetXlsx(name: string, { sessionNo, startsAt, endsAt, people }: SheetOf): Promise<Buffer> {
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  const sheet = workbook.addWorksheet('签到表', {
    views: [{ state: 'frozen', xSplit: 0, ySplit: 1 }],
    pageSetup: { paperSize: A4, orientation: 'landscape', fitToPage: true, fitToHeight: 0, printTitlesRow: '1:1' },
    headerFooter: {
      // `&` begins an instruction there.
      oddHeader: `&C${name.replaceAll('&', '&&')} ${sessionNo}  ${chinaMinute(startsAt)} 至 ${chinaMinute(endsAt)}`,
      oddFooter: '&C&P / &N',
    },
  });
  WIDTHS.forEach((width, i) => (sheet.getColumn(i + 1).width = width));
  sheet.addRow([...SHEET_COLUMNS]);
  for (const { volunteerNo, name: called } of people) sheet.addRow([sessionNo, volunteerNo, called, '', '', '']);
  for (let i = 0; i < EMPTY_LINES; i++) sheet.addRow([sessionNo, '', '', '', '', '']);
  sheet.eachRow((row, number) => {
    row.height = LINE_HEIGHT;
    for (let i = 1; i <= SHEET_COLUMNS.length; i++) {
      const cell = row.getCell(i);
      // As text, so that numbers stay as they are typed.
      cell.numFmt = '@';
      cell.font = { name: FONT, size: 11, bold: number === 1 };
      cell.border = { top: BORDER, left: BORDER, bottom: BORDER, right: BORDER };
      cell.alignment = { vertical: 'middle', horizontal: 'center' };
    }
  });
  return Buffer.from(await workbook.xlsx.writeBuffer());
}
