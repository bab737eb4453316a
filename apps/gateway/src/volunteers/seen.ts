import { registry, type Scope } from '#contracts';
import { chinaDay, Clock, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';

/** Asks before something of a volunteer is shown or done whether he is one whom the caller may see. */
@Injectable()
export class SeenVolunteers {
  constructor(
    private readonly client: ContractClient,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `VOLUNTEER.UNKNOWN`, also for somebody whom the caller may not see */
  async check(volunteerNo: string, within: Scope): Promise<void> {
    if (within === 'everywhere') return; // Check-in knows itself whether there is such a number.
    const asked = { volunteerNos: [volunteerNo], on: chinaDay(this.clock.now()), within };
    const { volunteers, unreadable } = await this.client.call(registry.volunteers.find, asked);
    if (volunteers.length + unreadable.length === 0) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
  }
}
