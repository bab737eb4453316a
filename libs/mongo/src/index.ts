export { databaseFailure, mongoUnavailable } from './failures.js';
export type { IndexPlan } from './indexes.js';
export { LeasedTask } from './leased-task.js';
export { Leases } from './leases.js';
export { MongoModule } from './mongo.module.js';
export { Transactions } from './transactions.js';
export type { View } from './view.js';
export { type KeyedDocument, writeDocuments } from './write-documents.js';
export { ONE_ANSWER } from './one-answer.js';
