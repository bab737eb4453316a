import { Outbox } from '#feed';
import { type Column, type ImportKindSpec, type ReadRow, type RowOutcome, RowRefusal, type SheetRow } from '#imports';
import { chinaDay, Clock } from '#kernel';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { DivisionActRepository } from '../divisions/division-act.repository.js';
import { DivisionRepository } from '../divisions/division.repository.js';
import { teamFact } from '../feed/facts.js';
import { sealLeader } from './team-leader.js';
import { TEAM_NUMBERS } from './team-numbers.js';
import { type TeamDocument, TeamRepository } from './team.repository.js';

interface TeamRow {
  readonly teamNo: string;
  readonly name: string;
  readonly teamType: string;
  readonly division: string;
  readonly category: string;
  readonly leader: string;
  readonly phone: string;
  readonly foundedOn: string;
}

const COLUMNS: readonly Column[] = [
  { name: '队伍编号', required: true },
  { name: '队伍名称', required: true },
  { name: '队伍类型' },
  { name: '区划代码' },
  { name: '服务类别' },
  { name: '负责人', personal: true },
  { name: '联系电话', personal: true },
  { name: '成立日期', required: true, type: 'date' },
];

/** 队伍: the volunteer teams. */
@Injectable()
export class TeamsKind implements ImportKindSpec<TeamRow> {
  readonly kind = 'teams';
  readonly columns = COLUMNS;
  readonly numberedBy = COLUMNS.slice(0, 1);

  constructor(
    private readonly teams: TeamRepository,
    private readonly divisions: DivisionRepository,
    private readonly acts: DivisionActRepository,
    private readonly keys: KeyRing,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  read(row: SheetRow): TeamRow | RowRefusal {
    if (TEAM_NUMBERS.has(row.text('队伍编号'))) return new RowRefusal('队伍编号', 'team_founded_here');
    const foundedOn = row.date('成立日期');
    if (foundedOn === undefined) return new RowRefusal('成立日期', 'date_malformed');
    return {
      teamNo: row.text('队伍编号'),
      name: row.text('队伍名称'),
      teamType: row.text('队伍类型'),
      division: row.text('区划代码'),
      category: row.text('服务类别'),
      leader: row.text('负责人'),
      phone: row.text('联系电话'),
      foundedOn,
    };
  }

  async apply(rows: readonly ReadRow<TeamRow>[], session: ClientSession, since: number): Promise<RowOutcome[]> {
    // Whoever ends one of them at the same time conflicts.
    await this.divisions.lock([...new Set(rows.map(({ value }) => value.division))], session);
    const homeOf = await this.acts.homes(session);
    const documents = rows.map(({ value: v, row }) => ({
      _id: v.teamNo,
      digest: this.keys.blindIndex('team-row', row.content()),
      name: v.name,
      teamType: v.teamType,
      ...homed(v.division, homeOf(v.division, { teamNo: v.teamNo })),
      category: v.category,
      foundedOn: v.foundedOn,
      sealed: sealLeader(this.keys, v.teamNo, v),
    }));
    const { outcomes, accepted } = await this.teams.apply(documents, chinaDay(this.clock.now()), session);
    await this.outbox.add(session, accepted.map(teamFact), since);
    return outcomes;
  }

  changed(): void {
    this.outbox.added.wake();
  }
}

/** A team's own division, and the code that the file gave where that is another. */
const homed = (given: string, division: string): Pick<TeamDocument, 'division' | 'given'> =>
  division === given ? { division } : { division, given };
