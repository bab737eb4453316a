import type { Dispute } from '#contracts';
import { Clock } from '#kernel';
import { Injectable } from '@nestjs/common';
import { SessionRepository } from '../follow/session.repository.js';
import { StandingRecords } from '../records/standing-records.js';
import { type DisputeDocument, DisputeRepository } from './dispute.repository.js';

/** Disputes as they are shown. */
@Injectable()
export class Disputes {
  constructor(
    private readonly disputes: DisputeRepository,
    private readonly records: StandingRecords,
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {}

  async view(one: DisputeDocument): Promise<Dispute> {
    const [view] = await this.views([one]);
    return view as Dispute;
  }

  /** In their order. */
  async views(documents: readonly DisputeDocument[]): Promise<Dispute[]> {
    const [records, sessions] = await Promise.all([
      this.records.of([...new Set(documents.flatMap((d) => (d.recordId === '' ? [] : [d.recordId])))]),
      this.sessions.find(new Set(documents.map((d) => d.sessionNo))),
    ]);
    const names = new Map(sessions.map((s) => [s._id, s.name]));
    const now = this.clock.now();
    return documents.map((d) => {
      const { _id: id, volunteerNo, sessionNo, claim, state, level, appealed } = d;
      const disputed = records.get(d.recordId)?.record;
      return {
        ...{ id, volunteerNo, sessionNo, claim, state, level, sessionName: names.get(sessionNo) ?? '' },
        record: disputed === undefined ? null : { ...partOf(disputed), id: d.recordId },
        cameAt: d.cameAt?.getTime() ?? null,
        leftAt: d.leftAt?.getTime() ?? null,
        text: this.disputes.words(id, 'text', d.sealed),
        appeal: appealed === undefined ? '' : this.disputes.words(id, 'appeal', appealed.sealed),
        openedBy: d.opened.name,
        openedAt: d.openedAt.getTime(),
        dueAt: d.dueAt.getTime(),
        isOverdue: state === 'open' && d.dueAt.getTime() < now,
        decisions: d.decisions.map(({ level: at, decision, sealed, by, at: decidedAt }) => ({
          ...{ level: at, decision, by: by.name, at: decidedAt.getTime() },
          because: this.disputes.words(id, `decision ${at}`, sealed),
        })),
      };
    });
  }
}

const partOf = ({
  kind,
  occurredAt,
  method,
}: Pick<NonNullable<Dispute['record']>, 'kind' | 'occurredAt' | 'method'>) => ({
  ...{ kind, occurredAt, method },
});
