import { covers } from '#access';
import type { DivisionView, ParsedInputOf, registry } from '#contracts';
import { Outbox } from '#feed';
import { chinaDay, Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { divisionFact } from '../feed/facts.js';
import { DivisionActRepository } from './division-act.repository.js';
import { DivisionRepository } from './division.repository.js';
import { Placing } from './placing.js';

type Contracts = typeof registry.divisions;

/** Divisions as they are and were, and their names. A code never changes its meaning; what begins and ends divisions is in `Reorganising`. */
@Injectable()
export class Divisions {
  constructor(
    private readonly divisions: DivisionRepository,
    private readonly acts: DivisionActRepository,
    private readonly placing: Placing,
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `DIVISION.UNKNOWN`, also for a day before it was founded */
  async find(code: string, on: string | null): Promise<DivisionView> {
    const day = on ?? this.today();
    const division = await this.divisions.asOf(code, day);
    if (division === null) throw new DomainError('DIVISION.UNKNOWN', { division: code });
    const acts = (await this.acts.concerning(code)).filter((act) => act.on <= day);
    const { name, level, parent, foundedOn = null, endedOn = null, heir = null } = division;
    const came = acts.flatMap((act) => act.goings.filter((g) => g.to === code).map((g) => g.from));
    return {
      ...{ code, name, level, parent, foundedOn, endedOn, heir, predecessors: [...new Set(came)] },
      acts: acts.map(({ kind, on: from, document, because, divisions }) => ({
        ...{ kind, from, document, because, divisions },
      })),
    };
  }

  /** @throws DomainError `AUTH.OUT_OF_SCOPE`, `DIVISION.UNKNOWN`, `DIVISION.ENDED` */
  async rename({ code, name, by, within }: ParsedInputOf<Contracts['rename']>): Promise<DivisionView> {
    if (!covers(within, { division: code, teams: [] })) throw new DomainError('AUTH.OUT_OF_SCOPE');
    await this.transactions.run(async (session) => {
      const before = await this.placing.in(code, session);
      const division = await this.divisions.change(before, { name, by }, this.today(), session);
      await this.outbox.add(session, [divisionFact(division)]);
    });
    this.outbox.added.wake();
    return this.find(code, null);
  }

  private today(): string {
    return chinaDay(this.clock.now());
  }
}
