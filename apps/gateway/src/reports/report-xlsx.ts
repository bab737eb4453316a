import type { PaperSize, Row, Worksheet } from 'exceljs';
import type { Format, ReportSheet, SheetCell } from './report-sheets.js';

const NUMBER_FORMAT: Partial<Record<Format, string>> = {
  plain: '0',
  whole: '#,##0',
  hours: '#,##0.00',
  rate: '0.00%',
  text: '@',
};
const HEADER_ROW = 3;
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- declared as a const enum, which is not there at run time
const A4: PaperSize = 9;
const WIDTH = { least: 10, most: 42, wrapped: 88 } as const;
/** Points that one line of text takes. */
const LINE = 16;
/** What a cell of a workbook can hold. */
const CELL_CHARACTERS = 32_767;
const FONT = '宋体';
const BORDER = { style: 'thin', color: { argb: 'FFBFBFBF' } } as const;

/**
 * The sheets as an XLSX workbook. The library is loaded with the first workbook: it takes tens of megabytes that a gateway
 * nobody asks for workbooks does without.
 */
export async function reportXlsx(sheets: readonly ReportSheet[], page: string): Promise<Buffer> {
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  for (const sheet of sheets) {
    const worksheet = workbook.addWorksheet(sheet.title, {
      views: [{ state: 'frozen', xSplit: 0, ySplit: HEADER_ROW, showGridLines: false }],
      pageSetup: {
        paperSize: A4,
        orientation: sheet.header.length > 6 ? 'landscape' : 'portrait',
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
        horizontalCentered: true,
        printTitlesRow: `1:${HEADER_ROW}`,
        margins: { left: 0.5, right: 0.5, top: 0.6, bottom: 0.7, header: 0.3, footer: 0.3 },
      },
      headerFooter: { oddFooter: `&C${page}` },
    });
    fill(worksheet, sheet);
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function fill(worksheet: Worksheet, sheet: ReportSheet): void {
  const columns = sheet.header.length;
  const widths = columnWidths(sheet);
  widths.forEach((width, i) => (worksheet.getColumn(i + 1).width = width));
  const across = (row: Row, value: string, size: number, isTitle: boolean): void => {
    worksheet.mergeCells(row.number, 1, row.number, columns);
    const cell = row.getCell(1);
    cell.value = value;
    cell.font = { name: FONT, size, bold: isTitle };
    cell.alignment = { horizontal: isTitle ? 'center' : 'left', vertical: 'middle', wrapText: true };
    // A merged cell does not grow by itself.
    row.height = (size + 6) * lines(value, (sum(widths) * 11) / size);
  };
  across(worksheet.getRow(1), sheet.heading, 15, true);
  across(worksheet.getRow(2), sheet.subtitle, 10, false);
  const header = worksheet.getRow(HEADER_ROW);
  header.height = LINE + 6;
  sheet.header.forEach((title, i) => {
    const cell = header.getCell(i + 1);
    cell.value = title;
    cell.font = { name: FONT, size: 11, bold: true };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE8EEF7' } };
    cell.alignment = { horizontal: 'center', vertical: 'middle' };
    cell.border = { top: BORDER, left: BORDER, bottom: BORDER, right: BORDER };
  });
  let next = HEADER_ROW + 1;
  for (const cells of sheet.rows) write(worksheet.getRow(next++), cells, widths, false);
  if (sheet.total) write(worksheet.getRow(next++), sheet.total, widths, true);
  if (sheet.note !== null) across(worksheet.getRow(next), sheet.note, 10, false);
}

function write(row: Row, cells: readonly SheetCell[], widths: readonly number[], isTotal: boolean): void {
  let height = 1;
  cells.forEach(({ value, format }, i) => {
    const cell = row.getCell(i + 1);
    cell.value = typeof value === 'string' ? value.slice(0, CELL_CHARACTERS) : value;
    cell.font = { name: FONT, size: 11, bold: isTotal };
    cell.border = { top: BORDER, left: BORDER, bottom: BORDER, right: BORDER };
    const numberFormat = NUMBER_FORMAT[format];
    if (numberFormat !== undefined) cell.numFmt = numberFormat;
    const isText = typeof value === 'string';
    cell.alignment = { horizontal: isText ? 'left' : 'right', vertical: 'middle', wrapText: isText };
    if (isText) height = Math.max(height, lines(value, widths[i] ?? WIDTH.least));
  });
  row.height = Math.min(height * LINE + 2, 400);
}

function columnWidths(sheet: ReportSheet): number[] {
  const rows = sheet.total ? [...sheet.rows, sheet.total] : sheet.rows;
  return sheet.header.map((title, i) => {
    let width = columnsOf(title);
    for (const row of rows) {
      const cell = row[i];
      if (cell?.format === 'wrapped') return WIDTH.wrapped;
      if (cell) width = Math.max(width, columnsOf(shown(cell)));
    }
    return Math.min(Math.max(width + 3, WIDTH.least), WIDTH.most);
  });
}

/** Roughly what a cell shows. */
function shown({ value, format }: SheetCell): string {
  if (typeof value === 'string') return value;
  return format === 'hours' ? value.toLocaleString('en', { minimumFractionDigits: 2 }) : value.toLocaleString('en');
}

/** How many columns of a fixed-width font a text takes: a Chinese character takes two. */
const columnsOf = (text: string): number => sum(Array.from(text, (c) => (c >= '\u1100' ? 2 : 1)));

/** How many lines a text takes in a column; a little is left free, because fonts differ. */
const lines = (text: string, width: number): number => Math.max(1, Math.ceil(columnsOf(text) / (width - 2)));

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
