import type { AttendanceFact } from '#contracts';
import type { AttendancesDocument } from './attendance.repository.js';

/** What figures need of a person's attendances. */
export function attendanceFact(d: AttendancesDocument): AttendanceFact {
  return {
    kind: 'attendances',
    key: d._id,
    rev: d.rev,
    attendances: d.attendances.map(({ sessionNo, evidence, minutes }) => ({ sessionNo, evidence, minutes })),
  };
}
