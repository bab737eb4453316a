import { type checkIn, type IncomingRecord, type ParsedInputOf, registry, type ReplyOf } from '#contracts';
import { DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { SessionRepository } from '../follow/session.repository.js';
import { RecordAttendance } from '../records/record-attendance.js';
import { RecordRepository } from '../records/record.repository.js';

type Contract = typeof checkIn.people.walkIn;

/** Records people who came without a number. What they are called is known to the registry alone. */
@Injectable()
export class WalkIns {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly records: RecordRepository,
    private readonly recordAttendance: RecordAttendance,
    private readonly client: ContractClient,
  ) {}

  /** @throws DomainError `SESSION.UNKNOWN`, `ATTENDANCE.ID_REUSED` */
  async record({ person, name, phone, isJudged, ...said }: ParsedInputOf<Contract>): Promise<ReplyOf<Contract>> {
    const { id, sessionNo, by, within } = said;
    const session = await this.sessions.within(within, sessionNo);
    const isTaken = !isJudged || session.checkIn.ways.includes('walk-in');
    const isThere = (await this.records.contentsOf([id.toLowerCase()])).length > 0;
    // No number is made for what will be no record.
    const volunteerNo =
      isTaken || isThere ? await this.numberOf(person, { name, phone, sessionNo, by }, session.lies) : '';
    const incoming: IncomingRecord = {
      ...said,
      ...{ volunteerNo, annuls: '', note: '', enteredBy: '', approvedBy: '', receivedAt: null },
      ...(isJudged ? { isJudged } : {}),
      proof: { way: 'walk-in' },
    };
    const [result] = await this.recordAttendance.execute([incoming]);
    if (result === undefined) throw new DomainError('INTERNAL');
    return { volunteerNo, result };
  }

  private async numberOf(
    request: string,
    who: { readonly name: string; readonly phone: string; readonly sessionNo: string; readonly by: string },
    { division, teams: [teamNo = ''] }: { readonly division: string; readonly teams: readonly string[] },
  ): Promise<string> {
    const asked = { request, ...who, division, teamNo };
    const { provisionalNo, isSame } = await this.client.call(registry.provisionalNumbers.make, asked);
    if (!isSame) throw new DomainError('ATTENDANCE.ID_REUSED', { id: request });
    return provisionalNo;
  }
}
