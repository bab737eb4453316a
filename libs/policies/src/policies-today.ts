import { type PolicyKey, registry } from '#contracts';
import { chinaDay, Clock, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';

/** For so long an answer is used again: a number comes into force by the day. */
const REMEMBERED_MS = 5_000;

/** The numbers of rules as they are in force today. */
@Injectable()
export class PoliciesToday {
  private known: { readonly day: string; readonly until: number; readonly values: ReadonlyMap<PolicyKey, number> } = {
    day: '',
    until: 0,
    values: new Map(),
  };

  constructor(
    private readonly client: ContractClient,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `UNAVAILABLE` where registry does not answer */
  async value(key: PolicyKey): Promise<number> {
    const now = this.clock.now();
    const day = chinaDay(now);
    if (this.known.day !== day || this.known.until <= now) {
      const { policies } = await this.client.call(registry.policies.find, { on: day });
      this.known = { day, until: now + REMEMBERED_MS, values: new Map(policies.map((p) => [p.key, p.value])) };
    }
    const value = this.known.values.get(key);
    if (value === undefined) throw new DomainError('INTERNAL', { policy: key });
    return value;
  }
}
