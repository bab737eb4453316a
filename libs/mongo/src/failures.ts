import { DomainError } from '#kernel';
import { MongoDriverError, MongoError, MongoServerError } from 'mongodb';

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

/**
 * Errors of Node's sockets. A large command that waits for its socket to drain while the server dies ends with one of these as it is,
 * neither wrapped nor labelled by the driver.
 */
const SOCKET_CODES =
  /^(EPIPE|ECONN(RESET|REFUSED|ABORTED)|ETIMEDOUT|EHOSTUNREACH|ERR_STREAM_(DESTROYED|WRITE_AFTER_END))$/;

/** A database that is away, going or coming, as `UNAVAILABLE`; undefined for every other error. */
export function mongoUnavailable(error: unknown): DomainError | undefined {
  if (!(error instanceof Error)) return undefined;
  const labelled = error instanceof MongoError && UNAVAILABLE_LABELS.some((label) => error.hasErrorLabel(label));
  const code = 'code' in error ? String(error.code) : '';
  // mongoose keeps operations while there is no connection, and gives up after a while.
  const waitedInVain = error.name === 'MongooseError' && error.message.includes('buffering timed out');
  const away =
    labelled ||
    waitedInVain ||
    UNAVAILABLE_CODES.has(Number(code)) ||
    SOCKET_CODES.test(code) ||
    UNAVAILABLE_NAMES.test(error.name);
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
