import { type DynamicModule } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { DomainError } from '#kernel';
import { MongoDriverError, MongoError, MongoServerError, type TransactionOptions } from 'mongodb';
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

/** The server's codes for being away, going or coming, and for a conflict that was retried for too long. */
const UNAVAILABLE_CODES = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  18, // AuthenticationFailed, while a server that has just started reads its users
  89, // NetworkTimeout
  91, // ShutdownInProgress
  94, // NotYetInitialized
  112, // WriteConflict
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  211, // KeyNotFound, while a server that has just started has no signing keys
  246, // SnapshotUnavailable
  251, // NoSuchTransaction, of a server that was killed meanwhile
  262, // ExceededTimeLimit
  9001, // SocketException
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);
const UNAVAILABLE_LABELS = ['RetryableWriteError', 'TransientTransactionError', 'UnknownTransactionCommitResult'];
/** Errors of the driver and of mongoose that have no code: no connection, or one that went in the middle of something. */
const UNAVAILABLE_NAMES =
  /^Mongo(ose)?(Network|ServerSelection|Pool|Topology|NotConnected|ClientClosed|OperationTimeout|ExpiredSession|Transaction|Disconnected)/;

/** A database that is away, going or coming, as `UNAVAILABLE`; undefined for every other error. */
export function mongoUnavailable(error: unknown): DomainError | undefined {
  if (!(error instanceof Error)) return undefined;
  const labelled = error instanceof MongoError && UNAVAILABLE_LABELS.some((label) => error.hasErrorLabel(label));
  const code = 'code' in error ? Number(error.code) : Number.NaN;
  // mongoose keeps operations while there is no connection, and gives up after a while.
  const waitedInVain = error.name === 'MongooseError' && error.message.includes('buffering timed out');
  const away = labelled || waitedInVain || UNAVAILABLE_CODES.has(code) || UNAVAILABLE_NAMES.test(error.name);
  return away ? new DomainError('UNAVAILABLE', { part: 'mongodb' }, { cause: error }) : undefined;
}

/**
 * What a caller is told of any failure of the database: `UNAVAILABLE`, because trying again is right and safe for every request; undefined
 * for errors that are none of the database's. (Work that is tried again by itself uses the narrower `mongoUnavailable`.)
 */
export function databaseFailure(error: unknown): DomainError | undefined {
  const known = mongoUnavailable(error);
  if (known !== undefined) return known;
  return error instanceof MongoServerError || error instanceof MongoDriverError
    ? new DomainError('UNAVAILABLE', { part: 'mongodb' }, { cause: error })
    : undefined;
}
