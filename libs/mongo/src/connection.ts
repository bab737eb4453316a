import { type DynamicModule } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { DomainError } from '#kernel';
import { MongoError, MongoNetworkError, MongoServerSelectionError, type TransactionOptions } from 'mongodb';
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

const UNAVAILABLE_CODES = new Set([
  91, // ShutdownInProgress
  189, // PrimarySteppedDown
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/** A database that is away, going or coming, as `UNAVAILABLE`; undefined for every other error. */
export function mongoUnavailable(error: unknown): DomainError | undefined {
  if (!(error instanceof MongoError)) return undefined;
  const away =
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    /^Mongo(Pool|TopologyClosed|NotConnected|ClientClosed|OperationTimeout)/.test(error.name) ||
    error.hasErrorLabel('RetryableWriteError') ||
    error.hasErrorLabel('TransientTransactionError') ||
    error.hasErrorLabel('UnknownTransactionCommitResult') ||
    UNAVAILABLE_CODES.has(Number(error.code));
  return away ? new DomainError('UNAVAILABLE', { part: 'mongodb' }, { cause: error }) : undefined;
}
