import type { DayRules } from '#attendance';
import { type Policy, type PolicyKey, registry } from '#contracts';
import { chinaDay, Clock, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { policyOn } from './policy-on.js';

const KEYS = {
  atOnce: 'daily_minutes_at_once',
  withParent: 'daily_minutes_parent',
  fullPercent: 'full_attendance_percent',
} as const satisfies Record<keyof DayRules, PolicyKey>;

/** What is in force on each day. */
export class RulesByDay {
  private readonly known = new Map<string, DayRules>();

  /** @param version another one where anything else is in force on any day */
  constructor(
    private readonly entries: readonly Policy[],
    readonly version: string,
  ) {}

  /** On a day (`YYYY-MM-DD`); before the first of all days the number that was in force first. */
  on(day: string): DayRules {
    let rules = this.known.get(day);
    if (rules === undefined) {
      const { atOnce, withParent, fullPercent } = KEYS;
      rules = {
        atOnce: this.value(atOnce, day),
        withParent: this.value(withParent, day),
        fullPercent: this.value(fullPercent, day),
      };
      this.known.set(day, rules);
    }
    return rules;
  }

  private value(key: PolicyKey, day: string): number {
    const first = this.entries
      .filter((e) => e.key === key)
      .map((e) => e.from)
      .sort()[0];
    const found = policyOn(this.entries, key, first === undefined || first < day ? day : first);
    if (found === undefined) throw new DomainError('INTERNAL', { policy: key });
    return found.value;
  }
}

/** For so long an answer is used again: a number is set for days to come alone. */
const REMEMBERED_MS = 5_000;

/** The rules of recognising hours, of every day, as the registry has them. */
@Injectable()
export class RecognitionRules {
  private known: { readonly rules: RulesByDay; readonly day: string; readonly until: number } | undefined;

  constructor(
    private readonly client: ContractClient,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `UNAVAILABLE` where registry does not answer and has not answered today */
  async byDay(): Promise<RulesByDay> {
    const now = this.clock.now();
    const { known } = this;
    if (known !== undefined && known.until > now) return known.rules;
    const day = chinaDay(now);
    try {
      const { policies } = await this.client.call(registry.policies.table, { keys: Object.values(KEYS) });
      const version = JSON.stringify(policies.map(({ key, from, value }) => [key, from, value]));
      const rules = known?.rules.version === version ? known.rules : new RulesByDay(policies, version);
      this.known = { rules, day, until: now + REMEMBERED_MS };
      return rules;
    } catch (error) {
      // Whatever was set since the last answer of today is not in force before tomorrow.
      if (known?.day === day && error instanceof DomainError && error.code === 'UNAVAILABLE') return known.rules;
      throw error;
    }
  }
}
