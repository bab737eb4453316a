import { getDocument, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A PDF as it came, to look at its pages (from 1). */
export async function opened(data: Uint8Array) {
  const document = await getDocument({
    ...{ data: new Uint8Array(data), useSystemFonts: false, verbosity: 0 },
  }).promise;
  return { numPages: document.numPages, getPage: (n: number) => document.getPage(n) };
}

/** All that is written on a page. */
export const textOf = async (page: PDFPageProxy): Promise<string> =>
  (await page.getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join('');
