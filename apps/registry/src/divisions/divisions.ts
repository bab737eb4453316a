import { covers } from '#access';
import type { DivisionView, ParsedInputOf, registry } from '#contracts';
import { Outbox } from '#feed';
import { chinaDay, Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { divisionFact } from '../feed/facts.js';
import { DivisionRepository, type DivisionState } from './division.repository.js';

type Contracts = typeof registry.divisions;

/**
 * Divisions and their names. A code says where a division lies, and figures of every year go by the codes of persons, teams and sessions; so a
 * code and its parent never change here.
 */
@Injectable()
export class Divisions {
  constructor(
    private readonly divisions: DivisionRepository,
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `DIVISION.UNKNOWN` */
  async find(code: string, on: string | null): Promise<DivisionView> {
    const division = await this.divisions.asOf(code, on ?? this.today());
    if (division === null) throw new DomainError('DIVISION.UNKNOWN', { division: code });
    return viewOf(code, division);
  }

  /** @throws DomainError `AUTH.OUT_OF_SCOPE`, `DIVISION.UNKNOWN` */
  async rename({ code, name, by, within }: ParsedInputOf<Contracts['rename']>): Promise<DivisionView> {
    if (!covers(within, { division: code, teams: [] })) throw new DomainError('AUTH.OUT_OF_SCOPE');
    const renamed = await this.transactions.run(async (session) => {
      const division = await this.divisions.rename(code, { name, by }, this.today(), session);
      if (division === null) throw new DomainError('DIVISION.UNKNOWN', { division: code });
      await this.outbox.add(session, [divisionFact(division)]);
      return division;
    });
    this.outbox.added.wake();
    return viewOf(code, renamed);
  }

  private today(): string {
    return chinaDay(this.clock.now());
  }
}

const viewOf = (code: string, { name, level, parent }: DivisionState): DivisionView => ({ code, name, level, parent });
