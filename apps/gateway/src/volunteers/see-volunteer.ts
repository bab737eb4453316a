import { registry, type Scope } from '#contracts';
import { chinaDay, DomainError } from '#kernel';
import type { ContractClient } from '#messaging';

/**
 * Makes sure that somebody may see a volunteer: where he lives today, or for his team. Who may see everybody asks the owner of the answer, who knows himself
 * whether there is such a number.
 * @throws DomainError `VOLUNTEER.UNKNOWN`, also for somebody whom the caller may not see
 */
export async function seeVolunteer(client: ContractClient, volunteerNo: string, within: Scope): Promise<void> {
  if (within === 'everywhere') return;
  const on = chinaDay(Date.now());
  const asked = { volunteerNos: [volunteerNo], on, within };
  const { volunteers, unreadable } = await client.call(registry.volunteers.find, asked);
  if (volunteers.length + unreadable.length === 0) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
}
