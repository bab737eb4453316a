import { type ServiceName, serviceContracts } from '#contracts';
import { Handles } from '#messaging';
import { Controller, type DynamicModule, Inject, Module, Optional } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';

/** What keeps a service from being ready besides its database; undefined when nothing does. */
export abstract class Readiness {
  abstract reason(): string | undefined;
}

/** Answers `health` of the service. */
export function healthModule(service: ServiceName): DynamicModule {
  const contracts = serviceContracts(service);

  @Controller()
  class HealthController {
    constructor(
      @Optional() @Inject(getConnectionToken()) private readonly connection?: Connection,
      @Optional() @Inject(Readiness) private readonly readiness?: Readiness,
    ) {}

    @Handles(contracts.health)
    async health() {
      try {
        await this.connection?.db?.command({ ping: 1 }, { timeoutMS: 1_500 });
      } catch {
        return { ready: false, reason: 'mongodb' };
      }
      const reason = this.readiness?.reason();
      return reason === undefined ? { ready: true } : { ready: false, reason };
    }
  }

  @Module({})
  class HealthModule {}
  return { module: HealthModule, controllers: [HealthController] };
}
