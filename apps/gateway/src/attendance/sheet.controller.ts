import { checkIn, type IncomingRecord, type RecordResult, type Scope } from '#contracts';
import { type Language, languageOf, translate } from '#i18n';
import { DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { memorySource, readTable, type TableRow, UnreadableFile } from '#tables';
import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Audited } from '../audit/audited.js';
import { Needs, scopeOf } from '../auth/rights.js';
import { CurrentUser, type User, Within } from '../auth/user.js';
import { fileOf } from '../http/form.js';
import { ListedError, MalformedInput } from '../http/malformed.js';
import { numberOf } from '../http/number-of.js';
import { Describe } from '../http/openapi.js';
import type { FieldError } from '../http/problem.js';
import { isKept, notKept } from './outcome.js';
import { NEEDED, readSheet, type SheetEntry, type SheetOf } from './sheet-rows.js';
import { sheetXlsx } from './sheet-xlsx.js';
import { Recorder } from './recorder.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_ROWS = 2_000;
const AT_ONCE = 500;
const params = z.object({ no: z.string() });
const said = z.object({ row: z.int(), column: z.string(), code: z.string(), message: z.string() });
const taken = z.object({
  /** Check-ins and check-outs that are new, and those that were there. */
  accepted: z.int(),
  unchanged: z.int(),
  /** What became no record, and why. */
  problems: z.array(said),
  /** What is kept and does not count for now, and why. */
  notCounted: z.array(said),
});
type Said = z.infer<typeof said>;

/** A file that cannot be read as a table. */
class UnreadableSheet extends ListedError {
  constructor(private readonly found: UnreadableFile) {
    super('REQUEST.MALFORMED');
  }

  override errors(language: Language): FieldError[] {
    const { code, details } = this.found;
    return [{ path: 'file', code, message: translate(language, `file.${code}`, { ...details }) }];
  }
}

/** The paper sheet of a session (签到表): printed, filled in, and brought back. */
@Controller('api/v1/sessions/:no')
@Needs('plan-sessions')
export class SheetController {
  constructor(
    private readonly client: ContractClient,
    private readonly recorder: Recorder,
  ) {}

  @Get('sheet.xlsx')
  @Audited()
  @Describe({
    summary: 'The sheet of who is signed up, with their full names, to print and to fill in',
    params,
    responses: { 200: { media: [XLSX] }, 400: 'problem', 404: 'problem' },
  })
  async print(@Param('no') no: string, @Within() within: Scope, @Res() reply: FastifyReply): Promise<void> {
    const sessionNo = numberOf(no);
    const { sessionName, ...of } = await this.client.call(checkIn.people.sheet, { sessionNo, within });
    const workbook = await sheetXlsx(sessionName, { sessionNo, ...of });
    const name = `${encodeURIComponent(`签到表-${sessionNo}`)}.xlsx`;
    void reply.header('Content-Type', XLSX).header('Content-Disposition', `attachment; filename*=UTF-8''${name}`);
    await reply.send(workbook);
  }

  @Post('sheet')
  @HttpCode(200)
  @Describe({
    summary:
      'Bring the sheet back, filled in (CSV or XLSX): paper records under ids worked out of what they say, so the same file again changes nothing; names without a number become walk-ins',
    params,
    body: 'file',
    responses: { 200: taken, 400: 'problem', 404: 'problem' },
  })
  async bringBack(
    @Param('no') no: string,
    @CurrentUser() user: User,
    @Within() within: Scope,
    @Req() request: FastifyRequest,
  ): Promise<z.infer<typeof taken>> {
    const sessionNo = numberOf(no);
    const of: SheetOf = { sessionNo, ...(await this.client.call(checkIn.people.sheet, { sessionNo, within })) };
    const [header, ...rows] = await rowsOf(await fileOf(request, MOST_BYTES));
    const { entries, problems } = readSheet(header, rows, of);
    const language = languageOf(request.headers['accept-language']);
    const results = await this.record(entries, { sessionNo, user, within });
    const found = [...results].map(([entry, result]) => ({ ...told(entry, result, sessionNo, language), result }));
    const all = (which: 'problem' | 'notCounted') => found.flatMap((f) => f[which] ?? []);
    return {
      accepted: found.filter((f) => f.result.status === 'created').length,
      unchanged: found.filter((f) => f.result.status === 'unchanged').length,
      problems: [
        ...problems.map((p) => ({ ...p, message: translate(language, `sheet.${p.code}`) })),
        ...all('problem'),
      ].sort((a, b) => a.row - b.row),
      notCounted: all('notCounted'),
    };
  }

  private async record(
    entries: readonly SheetEntry[],
    { sessionNo, user, within }: { sessionNo: string; user: User; within: Scope },
  ): Promise<ReadonlyMap<SheetEntry, RecordResult>> {
    const isJudged = scopeOf(user.grants, 'import') !== 'everywhere';
    const by = user.username;
    const results = new Map<SheetEntry, RecordResult>();
    const numbered = entries.flatMap((entry) => ('volunteerNo' in entry.who ? [{ entry, ...entry.who }] : []));
    for (let i = 0; i < numbered.length; i += AT_ONCE) {
      const some = numbered.slice(i, i + AT_ONCE);
      const records = some.map(({ entry: { id, kind, occurredAt }, volunteerNo }): IncomingRecord => ({
        ...{ id, sessionNo, volunteerNo, kind, occurredAt, method: 'paper', by, within },
        ...{ deviceId: '', annuls: '', note: '', receivedAt: null, enteredBy: '', approvedBy: '' },
        ...(isJudged ? { isJudged } : {}),
      }));
      const kept = await this.recorder.all(records);
      some.forEach(({ entry }, at) => results.set(entry, kept[at] as RecordResult));
    }
    // One after the other: the first of a person makes the number.
    for (const entry of entries) {
      if (!('name' in entry.who)) continue;
      const { id, kind, occurredAt, who } = entry;
      const came = { id, kind, occurredAt, ...who, phone: '', deviceId: '', sessionNo, method: 'paper' } as const;
      const { result } = await this.client.call(checkIn.people.walkIn, { ...came, isJudged, by, within });
      results.set(entry, result);
    }
    return results;
  }
}

function told(
  entry: SheetEntry,
  result: RecordResult,
  sessionNo: string,
  language: Language,
): { readonly problem?: Said; readonly notCounted?: Said } {
  const { row, column, id } = entry;
  const { reason } = result;
  if (!isKept(result.status)) {
    const { code, details } = notKept(result, { id, sessionNo });
    return { problem: { row, column, code, message: translate(language, `error.${code}`, details) } };
  }
  if (result.outcome === 'counted' || reason === undefined) return {};
  return {
    notCounted: { row, column, code: reason, message: translate(language, `definitionTerms.record.${reason}`) },
  };
}

/** The header and the rows. @throws MalformedInput where it is no sheet */
async function rowsOf(file: AsyncIterable<Uint8Array>): Promise<[TableRow, ...TableRow[]]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file) chunks.push(chunk);
  const rows: TableRow[] = [];
  try {
    for await (const some of readTable(memorySource(Buffer.concat(chunks)))) {
      rows.push(...some);
      if (rows.length > MOST_ROWS) throw new DomainError('REQUEST.TOO_LARGE');
    }
  } catch (error) {
    throw error instanceof UnreadableFile ? new UnreadableSheet(error) : error;
  }
  const [header, ...others] = rows;
  if (header === undefined || !NEEDED.every((column) => header.cells.includes(column)))
    throw new MalformedInput([{ path: 'file', code: 'no_sheet' }]);
  return [header, ...others];
}
