import { type AttendanceRecord, isApproved } from '#attendance';
import type { RecordFact } from '#contracts';
import type { RecordDocument } from './record.repository.js';

/** The revision of the fact that tells what stands under an id, by the first content under it: each time that another may have come to stand it is the next. */
export const revOf = ({ restated = 0 }: Pick<RecordDocument, 'restated'>): number => 1 + restated;

/** What others are told of the content that stands under an id. */
export function factOf(record: AttendanceRecord, rev: number): RecordFact {
  const { id: key, sessionNo, volunteerNo, kind: recordKind, occurredAt, method, annuls } = record;
  const fact: RecordFact = { kind: 'record', key, rev, sessionNo, volunteerNo, recordKind, occurredAt, method };
  if (recordKind === 'annul') fact.annuls = annuls;
  if (method === 'back-fill' && isApproved(record)) fact.isApproved = true;
  return fact;
}
