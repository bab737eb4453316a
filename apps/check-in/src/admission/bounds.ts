import { type PolicyKey, registry } from '#contracts';
import { chinaDay, Clock } from '#kernel';
import { ContractClient, LOGGER } from '#messaging';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

/** The county's usual numbers, which hold until the registry was asked. */
const USUAL = {
  accuracy_metres: 100,
  clock_skew_seconds: 300,
  annul_minutes: 15,
  position_days: 90,
  roster_days: 7,
  inspected_days: 30,
  burst_minutes: 10,
  burst_records: 20,
  burst_sessions: 3,
  shared_device_accounts: 3,
  travel_kmh: 120,
  equal_positions: 5,
  equal_hours: 10,
  back_fill_percent: 30,
} as const satisfies Partial<Record<PolicyKey, number>>;
type Key = keyof typeof USUAL;
const KEYS = Object.keys(USUAL) as Key[];

/** For so long an answer is used before the registry is asked again. */
const REMEMBERED_MS = 5_000;

/** The numbers of rules that check-in goes by, as in force today. No record waits for the registry: while it is away, what was known last holds. */
@Injectable()
export class Bounds {
  private known: Readonly<Record<Key, number>> = USUAL;
  private askedAt = Number.NEGATIVE_INFINITY;
  private first: Promise<void> | undefined;

  constructor(
    private readonly client: ContractClient,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async today(): Promise<Readonly<Record<Key, number>>> {
    const now = this.clock.now();
    if (now > this.askedAt + REMEMBERED_MS) {
      this.askedAt = now;
      const asked = this.ask(chinaDay(now));
      this.first ??= asked;
    }
    await this.first;
    return this.known;
  }

  private async ask(on: string): Promise<void> {
    try {
      const { policies } = await this.client.call(registry.policies.find, { on }, { timeoutMs: 2_000 });
      const values = new Map(policies.map((p) => [p.key, p.value]));
      this.known = Object.fromEntries(
        KEYS.map((key) => [key, values.get(key) ?? this.known[key]]),
      ) as typeof this.known;
    } catch (err) {
      this.log.warn({ err: String(err) }, 'the numbers of rules known last hold on');
    }
  }
}
