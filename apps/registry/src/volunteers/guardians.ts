import { POLICIES } from '#contracts';
import { Injectable } from '@nestjs/common';
import { ConsentRepository } from '../consents/consent.repository.js';
import { Policies } from '../policies/policies.js';

/** Which minors a guardian has let take part (《志愿服务条例》 article 15). */
@Injectable()
export class Guardians {
  constructor(
    private readonly ledger: ConsentRepository,
    private readonly policies: Policies,
  ) {}

  /** Those of some persons who are minors at their age on a day (`YYYY-MM-DD`), and for whom no guardian has consented. */
  async lacking(all: readonly { readonly person: string; readonly age: number }[], on: string): Promise<Set<string>> {
    // Most people are older than any number that may be set.
    const young = all.filter(({ age }) => age < POLICIES.guardian_below.most);
    if (young.length === 0) return new Set();
    const below = await this.policies.value('guardian_below', on);
    const minors = young.filter(({ age }) => age < below).map(({ person }) => person);
    const guarded = new Set(await this.ledger.guarded(minors));
    return new Set(minors.filter((person) => !guarded.has(person)));
  }
}
