import { type Attendance, type AttendanceRecord, judge, type SessionFacts, standing } from '#attendance';
import type { Answer, Request } from '#scanner';
import type { Chance } from './phone.js';

/** A record as it is handed in. */
type Sent = Record<'id' | 'sessionNo' | 'kind' | 'occurredAt' | 'method' | 'deviceId' | 'annuls', string> & {
  readonly volunteerNo?: string;
  readonly code?: string;
};

/** The number under which somebody who came by name is recorded. */
export const provisional = (id: string): string => `LS-${id}`;

/** Keeps records as the server does, but may lose its breath in the middle of a batch: then some are kept and no answer is given. */
export class Ledger {
  readonly contents = new Map<string, AttendanceRecord[]>();
  requests = 0;

  /** @param cardNo the number on a card @param brokenOff how often a batch is broken off, from 0 to 1 */
  constructor(
    private readonly cardNo: (card: string) => string,
    private readonly chance: Chance,
    public brokenOff: number,
  ) {}

  answer({ path, body }: Request): Promise<Answer> {
    this.requests++;
    if (path.endsWith('/roster-keys')) return Promise.resolve({ status: 200, body: { keys: [] } });
    const walkIn = /^\/api\/v1\/sessions\/(.+)\/walk-ins$/.exec(path);
    if (walkIn !== null) {
      const sent = body as Sent;
      const volunteerNo = provisional(sent.id);
      this.keep({
        ...sent,
        sessionNo: decodeURIComponent(walkIn[1] ?? ''),
        volunteerNo,
        method: 'roll-call',
        annuls: '',
      });
      return Promise.resolve({ status: 201, body: { id: sent.id, outcome: 'not-counted', volunteerNo } });
    }
    const { records } = body as { records: Sent[] };
    const most = this.chance() < this.brokenOff ? Math.floor(this.chance() * records.length) : records.length;
    for (const record of records.slice(0, most)) this.keep(record);
    if (most < records.length) return Promise.reject(new Error('broken off'));
    return Promise.resolve({
      status: 200,
      body: { results: records.map(({ id }) => ({ status: 201, id, outcome: 'counted' })) },
    });
  }

  private keep({ code, volunteerNo = code === undefined ? '' : this.cardNo(code), ...sent }: Sent): void {
    const record: AttendanceRecord = {
      ...{ id: sent.id, sessionNo: sent.sessionNo, volunteerNo, deviceId: sent.deviceId, annuls: sent.annuls },
      ...{ kind: sent.kind as AttendanceRecord['kind'], method: sent.method as AttendanceRecord['method'] },
      ...{
        occurredAt: Date.parse(sent.occurredAt),
        receivedAt: this.requests,
        note: '',
        enteredBy: '',
        approvedBy: '',
      },
    };
    const there = this.contents.get(record.id);
    if (there) there.push(record);
    else this.contents.set(record.id, [record]);
  }

  /** Which contents stand, by id. */
  standing(): AttendanceRecord[] {
    return [...this.contents.values()].map((all) => standing(all as [AttendanceRecord, ...AttendanceRecord[]]));
  }
}

/** The attendances of each volunteer by the rules, over all records at once. */
export function attendancesOf(
  records: readonly AttendanceRecord[],
  session: SessionFacts,
  isKnown: (volunteerNo: string) => boolean,
): ReadonlyMap<string, readonly Attendance[]> {
  const annulled = new Set(records.flatMap((r) => (r.kind === 'annul' ? [r.annuls] : [])));
  const found = new Map<string, readonly Attendance[]>();
  for (const [no, own] of Map.groupBy(records, (r) => r.volunteerNo)) {
    const { attendances } = judge(
      own,
      isKnown(no),
      () => session,
      (id) => annulled.has(id),
    );
    if (attendances.length > 0) found.set(no, attendances);
  }
  return found;
}
