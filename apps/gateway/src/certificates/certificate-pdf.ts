import type { Certificate, CertificateContent } from '#contracts';
import { type Language, translate } from '#i18n';
import { chinaDay } from '#kernel';
import { Flow, FLOW_WIDTH, type FlowColumn, MM } from '#print';
import { periodText, starsText, tallyText, timeText } from '../service-records/wording.js';

const QR = 32 * MM;
/** Room for a signature and a seal below. */
const BLOCK = 70 * MM;

/**
 * A certificate (志愿服务记录证明) as a PDF of A4 pages, made from what was frozen alone: the same certificate is the same file, byte by byte. The QR code says where it is verified, or the
 * code alone where nobody has said where the county is reached.
 */
export async function certificatePdf(
  { content, digest }: Pick<Certificate, 'content' | 'digest'>,
  { publicUrl, language }: { readonly publicUrl: string | undefined; readonly language: Language },
): Promise<Buffer> {
  const word = (key: string, values = {}) => translate(language, `certificate.${key}`, values);
  const common = (key: string, values = {}) => translate(language, `serviceRecord.${key}`, values);
  const { code, issuedAt } = content;
  const flow = await Flow.open(word('title'), issuedAt);
  flow.text(word('title'), { size: 20, align: 'center' });
  flow.text(`${word('code')} ${code}`, { size: 10, align: 'center' });
  flow.space(4);
  flow.fields([
    [common('name'), content.name],
    [common('number'), content.volunteerNo],
    [common('period'), periodText(content, language)],
    [common('stars'), starsText(content.stars, language)],
  ]);
  flow.text(word('says'));
  for (const [kind, part, attendances] of [
    ['service', content.service, content.attendances],
    ['training', content.training, content.trained],
  ] as const) {
    flow.space(2);
    flow.text(`${common(kind)}：${part.personTimes === 0 ? common('none') : tallyText(part, language)}`, { size: 11 });
    if (part.personTimes > 0) flow.table(columnsIn(common), rowsOf(attendances));
  }
  flow.space(4);
  const link = publicUrl === undefined ? undefined : `${publicUrl}/api/v1/certificates/${code}`;
  flow.block(BLOCK, (page, x, y) => {
    page.qr(link ?? code, x, y, QR);
    const [left, width] = [x + QR + 5 * MM, FLOW_WIDTH - QR - 5 * MM];
    let below = y;
    for (const text of [
      `${word('code')}：${code}`,
      link === undefined ? word('verifyByCode') : word('verifyByLink', { link }),
      word('verifies'),
      `${word('issuer')}：${content.issuer.name}`,
      `${word('issuedOn')}：${chinaDay(issuedAt)}`,
      `${word('digest')}：${digest}`,
    ])
      below += page.lines(text, { x: left, y: below, width, size: 9 }) + MM;
    const [column, foot] = [FLOW_WIDTH / 2, Math.max(y + 46 * MM, below + 6 * MM)];
    page.text(word('signature'), { x, y: foot, width: column, size: 10 });
    page.text(word('seal'), { x: x + column, y: foot, width: column, size: 10 });
  });
  return flow.close((page, pages) => `${code} · ${common('page', { page, pages })}`);
}

const columnsIn = (word: (key: string) => string): FlowColumn[] => [
  { title: word('time'), share: 40 },
  { title: word('activity'), share: 52 },
  { title: word('place'), share: 34 },
  { title: word('team'), share: 34 },
  { title: word('minutes'), share: 14, align: 'right' },
];

function* rowsOf(attendances: CertificateContent['attendances']): Generator<string[]> {
  for (const a of attendances) yield [timeText(a), a.sessionName, a.place, a.teamName, String(a.minutes)];
}
