/**
 * Every error that crosses a service boundary, by its stable code. The gateway gives each a status and a title
 * (a total map, so a code without one does not compile).
 */
export const ERROR_CODES = [
  'REQUEST.MALFORMED',
  'REQUEST.TOO_LARGE',
  'REQUEST.UNSUPPORTED_MEDIA_TYPE',
  'ROUTE.UNKNOWN',
  'AUTH.REQUIRED',
  'AUTH.FAILED',
  'AUTH.FORBIDDEN',
  'AUTH.OUT_OF_SCOPE',
  'AUTH.TOO_MANY_ATTEMPTS',
  'ACCOUNT.NAME_TAKEN',
  'ACCOUNT.UNKNOWN',
  'IMPORT.UNKNOWN',
  'IMPORT.FILE_MISSING',
  'IMPORT.FILE_INCOMPLETE',
  'IMPORT.ALREADY_ENDED',
  'ATTENDANCE.ID_REUSED',
  'DIVISION.UNKNOWN',
  'VOLUNTEER.UNKNOWN',
  'ACTIVITY.UNKNOWN',
  'SESSION.UNKNOWN',
  'SESSION.NOT_A_DRAFT',
  'SESSION.NOT_IN_REVIEW',
  'SESSION.NOT_PUBLISHED',
  'SESSION.NOT_BEGUN',
  'SESSION.NOT_FIT_TO_PUBLISH',
  'SIGN_UP.REFUSED',
  'OVERLOADED',
  'UNAVAILABLE',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];
