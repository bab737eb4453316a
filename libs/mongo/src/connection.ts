import { type DynamicModule } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { type TransactionOptions } from 'mongodb';
import mongoose from 'mongoose';

mongoose.set('strictQuery', 'throw');
mongoose.set('autoCreate', false);
mongoose.set('autoIndex', false);

/** How every transaction commits: on disk on a majority. */
export const TRANSACTION: TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
};

/** Nest module with the service's own database; `database` is named after the service. */
export function mongoModule(uri: string, database: string): DynamicModule {
  return MongooseModule.forRoot(uri, {
    dbName: database,
    writeConcern: { w: 'majority', journal: true },
    readConcernLevel: 'majority',
    retryWrites: true,
    serverSelectionTimeoutMS: 3_000,
    heartbeatFrequencyMS: 1_000,
    maxPoolSize: 32,
    autoCreate: false,
    autoIndex: false,
    retryAttempts: 600,
    retryDelay: 100,
    verboseRetryLog: false,
  });
}
