import { randomUUID } from 'node:crypto';
import { Clock, SystemClock } from '#kernel';
import { ContractServer, MessagingModule, type NatsLink, RawErrors } from '#messaging';
import { type IndexPlan, MongoModule } from '#mongo';
import { type DynamicModule, Global, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';

export const silent = pino({ level: 'silent' });

@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
class ClockModule {}

/** A name for a database, and for the subjects and the stream of those who use it. */
export const ownName = (): string => `test_${randomUUID().slice(0, 8)}`;

/** A service made ready within the test's process, on a database of its own; it listens once `app.listen()` is called. */
export async function serviceHere(
  link: NatsLink,
  name: string,
  { database, plan, modules }: { database: string; plan: IndexPlan; modules: NonNullable<DynamicModule['imports']> },
): Promise<INestMicroservice> {
  @Module({})
  class ServiceModule {}
  const mongo = { uri: process.env['MONGODB_URI']!, database, masterKey: Buffer.alloc(32), plan };
  const app = await NestFactory.createMicroservice(
    {
      module: ServiceModule,
      imports: [ClockModule, MessagingModule.with(link, silent), MongoModule.with(mongo), ...modules],
    },
    { strategy: new ContractServer(link, name, silent), logger: false },
  );
  app.useGlobalFilters(new RawErrors());
  return app;
}
