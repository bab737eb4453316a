import type { Attendance } from '#attendance';
import type { AttendanceFact } from '#contracts';

/**
 * What figures need of a person's attendances.
 * @param rev the time of the view from which they were derived (`View.at`)
 */
export function attendanceFact(person: string, rev: number, attendances: readonly Attendance[]): AttendanceFact {
  return {
    kind: 'attendances',
    key: person,
    rev,
    attendances: attendances.map(({ sessionNo, evidence, minutes }) => ({ sessionNo, evidence, minutes })),
  };
}
