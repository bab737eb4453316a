import { type HandlersOf, type ParsedInputOf, registry } from '#contracts';
import { Clock } from '#kernel';
import { Handles } from '#messaging';
import { Controller } from '@nestjs/common';
import { CardKeys } from './card-keys.js';
import { Cards } from './cards.js';

type Contracts = typeof registry.cards;

@Controller()
export class CardsController implements HandlersOf<Contracts> {
  constructor(
    private readonly cards: Cards,
    private readonly cardKeys: CardKeys,
    private readonly clock: Clock,
  ) {}

  @Handles(registry.cards.own)
  own(input: ParsedInputOf<Contracts['own']>) {
    return this.cards.own(input);
  }

  @Handles(registry.cards.issue)
  issue(input: ParsedInputOf<Contracts['issue']>) {
    return this.cards.issue(input);
  }

  @Handles(registry.cards.revoke)
  async revoke(input: ParsedInputOf<Contracts['revoke']>) {
    await this.cards.revoke(input);
    return {};
  }

  @Handles(registry.cards.print)
  async print(input: ParsedInputOf<Contracts['print']>) {
    return { cards: await this.cards.print(input) };
  }

  @Handles(registry.cards.check)
  async check({ cards }: ParsedInputOf<Contracts['check']>) {
    return { cards: await this.cards.check(cards) };
  }

  @Handles(registry.cards.keys)
  keys() {
    return Promise.resolve({ keys: this.cardKeys.published(this.clock.now()) });
  }
}
