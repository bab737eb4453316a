import { databaseConfig, readConfig, serviceConfig } from '#config';
import type { ServiceName } from '#contracts';
import { Clock, SystemClock } from '#kernel';
import { exitWithLauncher } from '#launcher/child';
import { ContractServer, MessagingModule, NatsLink, RawErrors } from '#messaging';
import { type IndexPlan, MongoModule, databaseFailure } from '#mongo';
import { createLogger, NestLogger } from '#observability';
import { type DynamicModule, Global, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { healthModule } from './health.js';

@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
class ClockModule {}

export interface ServiceOptions {
  readonly name: ServiceName;
  /** Collections and indexes of the service's own database; absent for a service that keeps nothing. */
  readonly plan?: IndexPlan;
  /** The service's own modules. */
  readonly modules: NonNullable<DynamicModule['imports']>;
}

/**
 * Runs a service until its process is told to stop (SIGTERM, SIGINT, or the launcher gone). A database named after the service; handlers in the
 * service's queue group.
 */
export async function runService(options: ServiceOptions): Promise<INestMicroservice> {
  const config = readConfig(serviceConfig);
  const logger = createLogger(options.name);
  const link = await NatsLink.open(config.NATS_URL, options.name, config.NAMESPACE);

  @Module({})
  class ServiceModule {}
  const root: DynamicModule = {
    module: ServiceModule,
    imports: [
      ClockModule,
      MessagingModule.with(link, logger),
      ...(options.plan === undefined ? [] : [database(options.name, options.plan)]),
      healthModule(options.name),
      ...options.modules,
    ],
  };
  const app = await NestFactory.createMicroservice(root, {
    strategy: new ContractServer(link, options.name, logger, databaseFailure),
    logger: new NestLogger(logger),
  });
  app.useGlobalFilters(new RawErrors());
  await app.listen();
  exitWithLauncher(() => app.close());
  logger.info('ready');
  return app;
}

function database(name: ServiceName, plan: IndexPlan): DynamicModule {
  const config = readConfig(databaseConfig);
  return MongoModule.with({
    uri: config.MONGODB_URI,
    database: `${config.NAMESPACE}${name.replace('-', '_')}`,
    plan,
    masterKey: Buffer.from(config.MASTER_KEY, 'base64'),
  });
}
