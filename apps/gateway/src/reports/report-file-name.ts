import type { YearReport } from '#contracts';
import { type Language, translate } from '#i18n';

/** Characters that a file name must not hold somewhere. */
const FORBIDDEN = /[\\/:*?"<>|\p{Cc}\p{Cf}]/gu;

/** `Content-Disposition` of a report's file: the name in the language by RFC 5987, with one in ASCII for old programs. */
export function disposition(report: YearReport, extension: string, language: Language): string {
  const name = [
    translate(language, 'report.fileName'),
    String(report.year).padStart(4, '0'),
    ...(report.division === null ? [] : [report.divisionName ?? report.division]),
  ].join('-');
  const clean = `${name.toWellFormed().replace(FORBIDDEN, '_')}.${extension}`;
  const encoded = encodeURIComponent(clean).replace(
    /['()*!]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const division = report.division === null ? '' : `-${report.division.replace(/[^\w-]/g, '_')}`;
  return `attachment; filename="volunteer-report-${report.year}${division}.${extension}"; filename*=UTF-8''${encoded}`;
}
