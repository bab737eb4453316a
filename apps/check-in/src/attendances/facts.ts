import type { Attendance } from '#attendance';
import type { AttendanceFact } from '#contracts';

/** What figures need of a person's attendances. */
export function attendanceFact(
  person: string,
  rev: number,
  attendances: readonly Pick<Attendance, 'sessionNo' | 'evidence' | 'minutes'>[],
): AttendanceFact {
  return {
    kind: 'attendances',
    key: person,
    rev,
    attendances: attendances.map(({ sessionNo, evidence, minutes }) => ({ sessionNo, evidence, minutes })),
  };
}
