export { applyRows, type RowDocument } from './apply-rows.js';
export { ImportJobs, IMPORTS_PLAN } from './import-jobs.js';
export { type Column, RowRefusal } from './column.js';
export type { ImportKindSpec, ReadRow, RowOutcome } from './import-kind.js';
export { importsModule } from './imports.module.js';
export type { SheetRow } from './sheet-row.js';
