import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Outbox } from '#feed';
import { DomainError } from '#kernel';
import { Handles } from '#messaging';
import { Transactions } from '#mongo';
import { Controller } from '@nestjs/common';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { VolunteersWithin } from '../volunteers/volunteers-within.js';
import { ProvisionalNumbers } from './provisional-numbers.js';

type Contracts = typeof registry.provisionalNumbers;

@Controller()
export class ProvisionalNumbersController implements HandlersOf<Contracts> {
  constructor(
    private readonly numbers: ProvisionalNumbers,
    private readonly volunteers: VolunteerRepository,
    private readonly members: VolunteersWithin,
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
  ) {}

  @Handles(registry.provisionalNumbers.make)
  make(input: ParsedInputOf<Contracts['make']>) {
    return this.numbers.make(input);
  }

  @Handles(registry.provisionalNumbers.list)
  async list(input: ParsedInputOf<Contracts['list']>) {
    return { provisionalNumbers: await this.numbers.list(input) };
  }

  @Handles(registry.provisionalNumbers.lead)
  async lead({ provisionalNo, volunteerNo, by, within }: ParsedInputOf<Contracts['lead']>) {
    await this.numbers.get(provisionalNo, within);
    const [seen] = await this.members.some([volunteerNo], within);
    if (seen === undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    await this.transactions.run(async (session) => {
      const row = await this.volunteers.get(volunteerNo, session);
      await this.numbers.lead(provisionalNo, row, { by, within }, session);
    });
    this.outbox.added.wake();
    return {};
  }
}
