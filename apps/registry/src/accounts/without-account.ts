import { covers } from '#access';
import type { ParsedInputOf, registry, ReplyOf } from '#contracts';
import { DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { DivisionRepository } from '../divisions/division.repository.js';
import { PersonalData } from '../volunteers/personal-data.js';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { AccountRepository } from './account.repository.js';

type Contract = typeof registry.accounts.without;

/** Those whom nothing in the application reaches. */
@Injectable()
export class WithoutAccount {
  constructor(
    private readonly volunteers: VolunteerRepository,
    private readonly accounts: AccountRepository,
    private readonly divisions: DivisionRepository,
    private readonly personal: PersonalData,
    private readonly transactions: Transactions,
  ) {}

  /** Each person once, by the number that gives his data. @throws DomainError `AUTH.OUT_OF_SCOPE`, `DIVISION.UNKNOWN` */
  async of({ division, within }: ParsedInputOf<Contract>): Promise<ReplyOf<Contract>> {
    if (!covers(within, { division, teams: [] })) throw new DomainError('AUTH.OUT_OF_SCOPE');
    if (!(await this.divisions.names([division])).has(division))
      throw new DomainError('DIVISION.UNKNOWN', { division });
    return this.transactions.run(async (session) => {
      const rows = await this.volunteers.livingIn(division, session);
      const owned = await this.accounts.ofNumbers(
        rows.map((d) => d._id),
        session,
      );
      const reached = new Set(owned.map((a) => a.volunteerNo));
      const people = [...Map.groupBy(rows, (d) => d.identity).values()].flatMap(([first, ...others]) => {
        if (first?.division !== division || [first, ...others].some((d) => reached.has(d._id))) return [];
        return [{ volunteerNo: first._id, name: this.personal.open(first).name }];
      });
      return { people };
    });
  }
}
