import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { ConsentRepository } from './consent.repository.js';
import { Consents } from './consents.js';

type Contracts = typeof registry.consents;

@Controller()
export class ConsentsController implements HandlersOf<Contracts> {
  constructor(
    private readonly consents: Consents,
    private readonly ledger: ConsentRepository,
  ) {}

  @Handles(registry.consents.list)
  async list({ volunteerNo }: ParsedInputOf<Contracts['list']>) {
    return { consents: await this.consents.of(volunteerNo) };
  }

  @Handles(registry.consents.decide)
  decide(input: ParsedInputOf<Contracts['decide']>) {
    return this.consents.decide(input);
  }

  @Handles(registry.consents.record)
  record(input: ParsedInputOf<Contracts['record']>) {
    return this.consents.record(input);
  }

  @Handles(registry.consents.isProxy)
  async isProxy({ volunteerNo, proxy }: ParsedInputOf<Contracts['isProxy']>) {
    return { isProxy: await this.consents.isProxy(volunteerNo, proxy) };
  }

  @Handles(registry.consents.given)
  async given({ persons, purpose }: ParsedInputOf<Contracts['given']>) {
    return { persons: await this.ledger.given(persons, purpose) };
  }
}
