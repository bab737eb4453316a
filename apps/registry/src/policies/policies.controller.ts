import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { Policies } from './policies.js';

type Contracts = typeof registry.policies;

@Controller()
export class PoliciesController implements HandlersOf<Contracts> {
  constructor(private readonly policies: Policies) {}

  @Handles(registry.policies.find)
  async find({ on }: ParsedInputOf<Contracts['find']>) {
    return { policies: await this.policies.on(on) };
  }

  @Handles(registry.policies.table)
  async table({ keys }: ParsedInputOf<Contracts['table']>) {
    return { policies: await this.policies.table(keys) };
  }

  @Handles(registry.policies.set)
  set(policy: ParsedInputOf<Contracts['set']>) {
    return this.policies.set(policy);
  }
}
