import { type ErrorCode } from '#contracts';

/** Status of every error: a code without one does not compile. */
export const STATUS: Record<ErrorCode, number> = {
  'REQUEST.MALFORMED': 400,
  'REQUEST.TOO_LARGE': 413,
  'REQUEST.HEADER_TOO_LARGE': 431,
  'REQUEST.UNSUPPORTED_MEDIA_TYPE': 415,
  'ROUTE.UNKNOWN': 404,
  'AUTH.REQUIRED': 401,
  'AUTH.FAILED': 401,
  'AUTH.FORBIDDEN': 403,
  'AUTH.OUT_OF_SCOPE': 403,
  'AUTH.TOO_MANY_ATTEMPTS': 429,
  'ACCOUNT.NAME_TAKEN': 409,
  'ACCOUNT.OWNER_HAS_ONE': 409,
  'ACCOUNT.UNKNOWN': 404,
  'ACCOUNT.CODE_WRONG': 422,
  'MAIL.OFF': 422,
  'ACCOUNT.NOT_A_VOLUNTEER': 403,
  'IMPORT.UNKNOWN': 404,
  'IMPORT.FILE_MISSING': 400,
  'IMPORT.FILE_INCOMPLETE': 409,
  'IMPORT.ALREADY_ENDED': 409,
  'ATTENDANCE.ID_REUSED': 409,
  'DIVISION.UNKNOWN': 404,
  'DIVISION.ENDED': 409,
  'DIVISION.CODE_TAKEN': 409,
  'DIVISION.NOT_FITTING': 422,
  'DIVISION.DAY_REFUSED': 422,
  'DIVISION.NOT_IN_IT': 422,
  'DIVISION.HAS_VILLAGES': 409,
  'TEAM.UNKNOWN': 404,
  'CALENDAR.UNKNOWN': 404,
  'TEAM.ENDED': 409,
  'MEMBERSHIP.ALREADY_THERE': 409,
  'MEMBERSHIP.NOT_APPLIED': 409,
  'MEMBERSHIP.NOT_INVITED': 409,
  'MEMBERSHIP.NOT_THERE': 409,
  'VOLUNTEER.UNKNOWN': 404,
  'ACTIVITY.UNKNOWN': 404,
  'NOTICE.UNKNOWN': 404,
  'POLICY.NOT_IN_FUTURE': 422,
  'REGISTERING.REFUSED': 422,
  'REGISTERING.ASK_OFFICE': 409,
  'REGISTERING.TOO_MANY': 429,
  'CONSENT.TEXT_OUTDATED': 422,
  'CONSENT.WITHDRAWN_BY_DELETING': 422,
  'SESSION.UNKNOWN': 404,
  'SESSION.NOT_A_DRAFT': 409,
  'SESSION.NOT_IN_REVIEW': 409,
  'SESSION.NOT_PUBLISHED': 409,
  'SESSION.NOT_CHANGEABLE': 409,
  'SESSION.CHANGE_REFUSED': 422,
  'SESSION.NOT_BEGUN': 409,
  'SESSION.NOT_FIT_TO_PUBLISH': 422,
  'SIGN_UP.REFUSED': 422,
  OVERLOADED: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** One part of the input that is wrong. */
export interface FieldError {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ErrorCode;
  readonly traceId: string;
  readonly errors?: readonly FieldError[];
}
