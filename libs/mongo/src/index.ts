export { databaseFailure, mongoUnavailable } from './failures.js';
export type { IndexPlan } from './indexes.js';
export { Leases } from './leases.js';
export { DATABASE_READY, MongoModule } from './mongo.module.js';
export { Transactions } from './transactions.js';
export { type KeyedDocument, writeDocuments } from './write-documents.js';
