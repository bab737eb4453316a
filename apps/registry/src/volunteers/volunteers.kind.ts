import { Outbox } from '#feed';
import { type Column, type ImportKindSpec, type ReadRow, type RowOutcome, RowRefusal, type SheetRow } from '#imports';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { DivisionActRepository } from '../divisions/division-act.repository.js';
import { DivisionRepository } from '../divisions/division.repository.js';
import { volunteerFact } from '../feed/facts.js';
import { VOLUNTEER_NUMBERS } from '../persons/volunteer-numbers.js';
import { PROVISIONAL_NUMBERS } from '../provisional/provisional-numbers.js';
import { readIdentity } from './identity.js';
import { PersonalData } from './personal-data.js';
import { VolunteerRepository, type VolunteerRow } from './volunteer.repository.js';

const COLUMNS: readonly Column[] = [
  { name: '志愿者编号', required: true },
  { name: '姓名', required: true, personal: true },
  { name: '性别' },
  { name: '证件类型', required: true },
  { name: '证件号码', required: true, personal: true },
  { name: '出生日期', type: 'date', personal: true },
  { name: '手机', personal: true },
  { name: '政治面貌' },
  { name: '文化程度' },
  { name: '区划代码', required: true },
  { name: '队伍编号' },
  { name: '注册日期', required: true, type: 'date' },
  { name: '同意方式', required: true },
];

/** 志愿者: one row a volunteer number. */
@Injectable()
export class VolunteersKind implements ImportKindSpec<VolunteerRow, ReadonlySet<string>> {
  readonly kind = 'volunteers';
  readonly columns = COLUMNS;
  readonly numberedBy = COLUMNS.slice(0, 1);

  constructor(
    private readonly volunteers: VolunteerRepository,
    private readonly divisions: DivisionRepository,
    private readonly acts: DivisionActRepository,
    private readonly keys: KeyRing,
    private readonly personal: PersonalData,
    private readonly outbox: Outbox,
  ) {}

  /** The codes of the villages that are known, also of those that have ended. */
  context(): Promise<ReadonlySet<string>> {
    return this.divisions.villageCodes();
  }

  /** The row as it is stored: sealing takes as long as writing, and is done while the database writes the rows before. */
  read(row: SheetRow, villages: ReadonlySet<string>): VolunteerRow | RowRefusal {
    const number = row.text('志愿者编号');
    if (VOLUNTEER_NUMBERS.has(number) || PROVISIONAL_NUMBERS.has(number))
      return new RowRefusal('志愿者编号', 'number_made_here');
    if (row.isDamaged('证件号码')) return new RowRefusal('证件号码', 'number_damaged_by_excel');
    const documentType = row.text('证件类型');
    const identity = readIdentity(documentType, row.text('证件号码'));
    if (identity === undefined) return new RowRefusal('证件号码', 'identity_invalid');
    const bornOn = identity.bornOn ?? row.date('出生日期');
    if (bornOn === undefined)
      return new RowRefusal('出生日期', row.text('出生日期') === '' ? 'cell_missing' : 'date_malformed');
    const registeredOn = row.date('注册日期');
    if (registeredOn === undefined) return new RowRefusal('注册日期', 'date_malformed');
    if (!villages.has(row.text('区划代码'))) return new RowRefusal('区划代码', 'village_unknown');
    return this.personal.row({
      digest: this.keys.blindIndex('volunteer-row', row.content()),
      volunteerNo: number,
      name: row.text('姓名'),
      documentType,
      documentNumber: identity.number,
      bornOn,
      phone: row.text('手机'),
      gender: row.text('性别'),
      politicalStatus: row.text('政治面貌'),
      education: row.text('文化程度'),
      division: row.text('区划代码'),
      teams: row
        .text('队伍编号')
        .split(/[;；]/u)
        .map((t) => t.trim())
        .filter((t) => t !== ''),
      registeredOn,
      consent: row.text('同意方式'),
    });
  }

  async apply(rows: readonly ReadRow<VolunteerRow>[], session: ClientSession, since: number): Promise<RowOutcome[]> {
    const homeOf = await this.acts.homes(session);
    const { outcomes, accepted } = await this.volunteers.apply(
      rows.map(({ value }) => {
        // A file may be of a year when the village was there, or another: who stands in it belongs to its heir.
        const { _id: volunteerNo, division: given } = value;
        const division = homeOf(given, { volunteerNo });
        return division === given ? value : { ...value, division, given };
      }),
      session,
    );
    await this.outbox.add(session, accepted.map(volunteerFact), since);
    return outcomes;
  }

  changed(): void {
    this.outbox.added.wake();
  }
}
