import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { ContractClient } from './contract-client.js';
import { FactStream } from './facts.js';
import { NatsLink } from './nats-link.js';

/** Token of the process's pino logger. */
export const LOGGER = Symbol('logger');

/** Offers `ContractClient`, `FactStream`, the `NatsLink` and the logger to the whole process. */
@Global()
@Module({})
export class MessagingModule implements OnApplicationShutdown {
  constructor(@Inject(NatsLink) private readonly link: NatsLink) {}

  static with(link: NatsLink, logger: Logger): DynamicModule {
    return {
      module: MessagingModule,
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: NatsLink, useValue: link },
        { provide: ContractClient, useValue: new ContractClient(link) },
        { provide: FactStream, useFactory: () => new FactStream(link, logger) },
      ],
      exports: [LOGGER, NatsLink, ContractClient, FactStream],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.link.close();
  }
}
