import { type Consent, CONSENT_VERSIONS, type ParsedInputOf, type registry } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { type ConsentDocument, ConsentRepository } from './consent.repository.js';

/** What a volunteer consents to, and what he no longer does. */
@Injectable()
export class Consents {
  constructor(
    private readonly ledger: ConsentRepository,
    private readonly volunteers: VolunteerRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `VOLUNTEER.UNKNOWN` */
  async of(volunteerNo: string): Promise<Consent[]> {
    const { person } = await this.volunteers.get(volunteerNo);
    return (await this.ledger.of(person)).map(shown).sort((a, b) => a.at - b.at);
  }

  /** @throws DomainError `VOLUNTEER.UNKNOWN`, `CONSENT.TEXT_OUTDATED`, `CONSENT.WITHDRAWN_BY_DELETING` */
  async decide(input: ParsedInputOf<typeof registry.consents.decide>): Promise<Consent> {
    const { volunteerNo, purpose, given, version, by } = input;
    if (given && version !== CONSENT_VERSIONS[purpose]) throw new DomainError('CONSENT.TEXT_OUTDATED');
    if (!given && purpose === 'service') throw new DomainError('CONSENT.WITHDRAWN_BY_DELETING');
    const line = { purpose, given, version, channel: 'online', guardian: false, by } as const;
    const at = new Date(this.clock.now());
    await this.transactions.run(async (session) => {
      const { person } = await this.volunteers.get(volunteerNo, session);
      await this.ledger.add({ ...line, person, at }, session);
    });
    return { ...line, at: at.getTime() };
  }
}

const shown = ({ purpose, given, version, channel, guardian, by, at }: ConsentDocument): Consent => ({
  ...{ purpose, given, version, channel, guardian, by },
  at: at.getTime(),
});
