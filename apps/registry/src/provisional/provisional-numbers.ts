import { covers } from '#access';
import type { ParsedInputOf, ProvisionalNumber, registry, ReplyOf, Scope } from '#contracts';
import { Outbox } from '#feed';
import { chinaDay, chinaDayStart, Clock, DAY_MS, DomainError, OwnNumbers } from '#kernel';
import { mask } from '#privacy';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { volunteerFact } from '../feed/facts.js';
import { PersonalData } from '../volunteers/personal-data.js';
import { MADE_HERE, type VolunteerDocument, VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { type ProvisionalDocument, ProvisionalRepository } from './provisional.repository.js';

type Contracts = typeof registry.provisionalNumbers;

/** Provisional numbers (临时编号), by the day on which they are made. */
export const PROVISIONAL_NUMBERS = new OwnNumbers('LS');

/** Who decides to whom a number leads, and where he may. */
interface Settler {
  readonly by: string;
  readonly within: Scope;
}

/** Numbers of people who came without one. Once settled, such a number is a further volunteer number of that person, like those that files bring. */
@Injectable()
export class ProvisionalNumbers {
  constructor(
    private readonly numbers: ProvisionalRepository,
    private readonly volunteers: VolunteerRepository,
    private readonly personal: PersonalData,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async make({ request, name, phone, ...of }: ParsedInputOf<Contracts['make']>): Promise<ReplyOf<Contracts['make']>> {
    const now = this.clock.now();
    const asked = { _id: PROVISIONAL_NUMBERS.next(now), request: request.toLowerCase(), ...of, at: new Date(now) };
    const there = await this.numbers.addOnce(asked, { name, phone });
    const said = this.numbers.said(there);
    const isSame =
      there.sessionNo === of.sessionNo && (said === undefined || (said.name === name && said.phone === phone));
    return { provisionalNo: there._id, isSame };
  }

  async list({ within, after, limit }: ParsedInputOf<Contracts['list']>): Promise<ProvisionalNumber[]> {
    const found = await this.numbers.open(within, after, limit);
    return found.flatMap((d) => {
      const said = this.numbers.said(d);
      const { _id: provisionalNo, sessionNo, division, teamNo, at } = d;
      if (said === undefined) return [];
      const who = { name: said.name, phone: mask(said.phone) };
      return [{ provisionalNo, ...who, sessionNo, division, teamNo, at: at.getTime() }];
    });
  }

  /**
   * Within a transaction; `outbox.added.wake()` after it. @param row a number of the person's
   * @throws DomainError `PROVISIONAL.UNKNOWN`, `PROVISIONAL.SETTLED`
   */
  async lead(
    provisionalNo: string,
    row: VolunteerDocument,
    { by, within }: Settler,
    session: ClientSession,
  ): Promise<void> {
    const there = await this.get(provisionalNo, within, session);
    const now = this.clock.now();
    if (there.volunteerNo !== undefined) {
      const before = await this.volunteers.get(provisionalNo, session);
      if (before.person !== row.person) throw new DomainError('PROVISIONAL.SETTLED', { provisionalNo });
      return;
    }
    const to = { volunteerNo: row._id, settledBy: by, settledAt: new Date(now) };
    await this.numbers.settle(provisionalNo, to, session);
    const { accepted } = await this.volunteers.apply([this.further(provisionalNo, row, now)], session);
    await this.outbox.add(session, accepted.map(volunteerFact));
  }

  /** @throws DomainError `PROVISIONAL.UNKNOWN`, also outside the scope */
  async get(provisionalNo: string, within: Scope, session?: ClientSession): Promise<ProvisionalDocument> {
    const there = await this.numbers.find(provisionalNo, session);
    if (there === null || !covers(within, { division: there.division, teams: [there.teamNo] }))
      throw new DomainError('PROVISIONAL.UNKNOWN', { provisionalNo });
    return there;
  }

  /** A further number of a person. The person's data stay those of the row that is there, which was registered earlier (definitions, "a person's data"). */
  private further(volunteerNo: string, row: VolunteerDocument, now: number) {
    const { name, type, number, bornOn, phone, guardian } = this.personal.open(row);
    const { gender, politicalStatus, education, division, consent } = row;
    const later = Math.max(now, chinaDayStart(Date.parse(`${row.registeredOn}T00:00:00+08:00`)) + DAY_MS);
    return this.personal.row({
      ...{ volunteerNo, name, documentType: type, documentNumber: number, bornOn, phone },
      ...(guardian === undefined ? {} : { guardian }),
      ...{ gender, politicalStatus, education, division, consent, teams: [], registeredOn: chinaDay(later) },
      digest: MADE_HERE,
    });
  }
}
