import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import { KeyRing } from '#privacy';
import type { Connection } from 'mongoose';
import { mongoModule } from './connection.js';
import { type IndexPlan, OWN_PLAN, prepareIndexes } from './indexes.js';
import { Leases } from './leases.js';
import { MongoKeyStore } from './mongo-key-store.js';
import { Transactions } from './transactions.js';

/** Resolves when the collections and indexes are there: Nest starts nothing before every provider is made. */
const DATABASE_READY = Symbol('database ready');

export interface MongoOptions {
  readonly uri: string;
  readonly database: string;
  readonly plan: IndexPlan;
  readonly masterKey: Buffer;
}

/** The service's database: connection, transactions, leases, the key ring, and its collections and indexes made at start. */
@Global()
@Module({})
export class MongoModule {
  static with(options: MongoOptions): DynamicModule {
    return {
      module: MongoModule,
      imports: [mongoModule(options.uri, options.database)],
      providers: [
        Transactions,
        Leases,
        {
          provide: DATABASE_READY,
          inject: [getConnectionToken()],
          useFactory: async (connection: Connection) => {
            await prepareIndexes(connection, { ...OWN_PLAN, ...options.plan });
            return true;
          },
        },
        {
          provide: KeyRing,
          inject: [getConnectionToken(), DATABASE_READY],
          useFactory: (connection: Connection) => KeyRing.open(options.masterKey, new MongoKeyStore(connection)),
        },
      ],
      exports: [Transactions, Leases, KeyRing],
    };
  }
}
