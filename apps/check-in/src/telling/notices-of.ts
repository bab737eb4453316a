import type { AttendanceRecord } from '#attendance';
import type { Notice } from '#contracts';
import { Injectable } from '@nestjs/common';
import { type DisputeDocument, DisputeRepository } from '../disputes/dispute.repository.js';
import { SessionRepository } from '../follow/session.repository.js';
import { PersonRepository } from '../persons/person.repository.js';
import { personByNumber } from '../persons/persons.js';
import { digestOf } from '../records/keep-records.js';
import { isContested, type RecordDocument, recordIdOf, RecordRepository } from '../records/record.repository.js';
import { StandingRecords } from '../records/standing-records.js';
import { noticeOf } from './notice.js';
import type { Thing } from './to-tell.repository.js';

/** A notice before it is known whom it is for and what the session is called. */
type Said = Pick<Notice, 'kind' | 'volunteerNo' | 'sessionNo' | 'recordId' | 'occurredAt' | 'method'>;

const KIND = { 'check-in': 'checked_in', 'check-out': 'checked_out' } as const;

/** What is told of records and decisions. */
@Injectable()
export class NoticesOf {
  constructor(
    private readonly records: RecordRepository,
    private readonly standing: StandingRecords,
    private readonly disputes: DisputeRepository,
    private readonly persons: PersonRepository,
    private readonly sessions: SessionRepository,
  ) {}

  /**
   * By the id of what is to be told: its notice, or `nobody` while it leads to nobody. What is in none of them needs no telling: another content stands under the record's id.
   */
  async of(things: readonly Thing[]): Promise<ReadonlyMap<string, Notice | 'nobody'>> {
    const said = new Map([...(await this.ofRecords(things)), ...(await this.ofDecisions(things))]);
    const all = [...said.values()].filter((s) => s !== 'nobody');
    const sessions = new Map((await this.sessions.find(new Set(all.map((s) => s.sessionNo)))).map((s) => [s._id, s]));
    const told = new Map<string, Notice | 'nobody'>();
    const persons = await this.persons.ofNumbers(new Set(all.map((s) => s.volunteerNo)));
    const personOf = personByNumber(persons);
    for (const [id, one] of said) {
      const person = one === 'nobody' ? undefined : personOf.get(one.volunteerNo);
      if (one === 'nobody' || person === undefined) {
        told.set(id, 'nobody');
        continue;
      }
      const session = sessions.get(one.sessionNo);
      const startsAt = session?.startsAt.getTime() ?? one.occurredAt ?? 0;
      told.set(id, noticeOf(id, { ...one, person, startsAt }, session));
    }
    return told;
  }

  private async ofRecords(things: readonly Thing[]): Promise<Map<string, Said | 'nobody'>> {
    const idOf = new Map(things.flatMap(({ id, record }) => (record === undefined ? [] : [[record, id] as const])));
    const documents = await this.records.documents([...idOf.keys()]);
    const annulled = documents.flatMap((d) => d.annuls ?? []);
    const contested = documents.filter(isContested);
    const standing = await this.standing.of([...new Set([...contested.map(recordIdOf), ...annulled])]);
    const said = new Map<string, Said | 'nobody'>();
    for (const d of documents) {
      const stands = standing.get(recordIdOf(d));
      if (isContested(d) && (stands === undefined || digestOf(stands.record) !== d.digest)) continue;
      const target = d.kind === 'annul' ? standing.get(d.annuls ?? '')?.record : undefined;
      // An annulment cannot be annulled (definitions), so nothing has happened to anybody.
      if (target?.kind === 'annul') continue;
      said.set(idOf.get(d._id) ?? '', saidOf(d, target));
    }
    return said;
  }

  private async ofDecisions(things: readonly Thing[]): Promise<Map<string, Said>> {
    const ids = things.flatMap((t) => t.dispute ?? []);
    const found = new Map((await this.disputes.some(ids)).map((d) => [d._id, d]));
    return new Map(
      things.flatMap(({ id, dispute = '', level }) => {
        const decided = found.get(dispute);
        const decision = decided?.decisions.find((d) => d.level === level)?.decision;
        return decided === undefined || decision === undefined
          ? []
          : [[id, saidOfDecision(decided, decision)] as const];
      }),
    );
  }
}

/** An annulment concerns whoever's record it names, whatever it says of its own number and session. */
function saidOf(d: RecordDocument, target: AttendanceRecord | undefined): Said | 'nobody' {
  const of = { recordId: recordIdOf(d), method: d.method };
  if (d.kind !== 'annul') {
    const { volunteerNo, sessionNo, occurredAt } = d;
    return { kind: KIND[d.kind], volunteerNo, sessionNo, ...of, occurredAt: occurredAt.getTime() };
  }
  if (target === undefined) return 'nobody';
  const { volunteerNo, sessionNo, occurredAt } = target;
  return { kind: 'annulled', volunteerNo, sessionNo, ...of, recordId: d.annuls ?? '', occurredAt };
}

function saidOfDecision(
  { volunteerNo, sessionNo, recordId }: DisputeDocument,
  decision: DisputeDocument['decisions'][number]['decision'],
): Said {
  const kind = decision === 'upheld' ? 'dispute_upheld' : 'dispute_rejected';
  return { kind, volunteerNo, sessionNo, ...(recordId === '' ? {} : { recordId }) };
}
