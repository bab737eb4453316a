import { type Role, role } from '#contracts';

/** Somebody with a role, or nobody. */
export type Who = 'nobody' | Role;
export const EVERYBODY: readonly Who[] = ['nobody', ...role.options];
const SIGNED_IN: readonly Who[] = role.options;
const ADMIN: readonly Who[] = ['administrator'];
const OFFICES: readonly Who[] = ['village', 'township', 'county', 'administrator'];
const FINDS: readonly Who[] = ['leader', ...OFFICES];
/** Plans sessions and signs volunteers up. */
const PLANS: readonly Who[] = ['leader', 'organiser', ...OFFICES];
/** Leads a team, or is above it. */
const LEADS: readonly Who[] = ['leader', ...OFFICES];
const RECORDS: readonly Who[] = ['scanner', ...PLANS];
const AUDITS: readonly Who[] = ['auditor', 'county', 'administrator'];
/** Registers volunteers: a leader for his team, an office for its division. */
const REGISTERS: readonly Who[] = ['leader', ...OFFICES];
const READS: readonly Who[] = ['auditor', ...OFFICES];

/** Who may use each route. A route that is not here fails the test: whoever adds one says who may use it. */
export const ALLOWED: Readonly<Record<string, readonly Who[]>> = {
  'POST /api/v1/auth/login': EVERYBODY,
  'POST /api/v1/auth/refresh': EVERYBODY,
  'POST /api/v1/auth/logout': EVERYBODY,
  'POST /api/v1/auth/forgot': EVERYBODY,
  'POST /api/v1/auth/reset': EVERYBODY,
  'POST /api/v1/accounts': ADMIN,
  'POST /api/v1/accounts/{username}/password-reset': ADMIN,
  'PUT /api/v1/account/email': SIGNED_IN,
  'POST /api/v1/account/email/confirm': SIGNED_IN,
  'DELETE /api/v1/account/email': SIGNED_IN,
  'GET /api/v1/notices': SIGNED_IN,
  'POST /api/v1/notices/{id}/read': SIGNED_IN,
  'GET /api/v1/policies': SIGNED_IN,
  'POST /api/v1/policies': ['county', 'administrator'],
  'GET /api/v1/audit': AUDITS,
  'POST /api/v1/audit/verify': AUDITS,
  'POST /api/v1/imports/{kind}': ADMIN,
  'GET /api/v1/imports/{id}': ADMIN,
  'POST /api/v1/imports/{id}/cancel': ADMIN,
  'GET /api/v1/imports/{id}/refusals.csv': ADMIN,
  'POST /api/v1/attendance-records': RECORDS,
  'POST /api/v1/attendance-records:batch': RECORDS,
  'POST /api/v1/me/attendance-records': SIGNED_IN,
  'GET /api/v1/sessions/{no}/check-in-code': RECORDS,
  'POST /api/v1/sessions/{no}/back-fills': RECORDS,
  'GET /api/v1/sessions/{no}/back-fills': PLANS,
  'POST /api/v1/back-fills/{id}/approve': PLANS,
  'POST /api/v1/back-fills/{id}/decline': PLANS,
  'GET /api/v1/volunteers/{no}/service-record': READS,
  'POST /api/v1/activities': PLANS,
  'GET /api/v1/activities': PLANS,
  'GET /api/v1/activities/{no}': PLANS,
  'PUT /api/v1/activities/{no}': PLANS,
  'POST /api/v1/activities/{no}/sessions': PLANS,
  'GET /api/v1/activities/{no}/sessions': PLANS,
  'POST /api/v1/activities/{no}/submit': PLANS,
  'POST /api/v1/activities/{no}/publish': OFFICES,
  'GET /api/v1/volunteers/{no}': FINDS,
  'POST /api/v1/volunteers/search': FINDS,
  'POST /api/v1/volunteers/{no}/unmask': OFFICES,
  'POST /api/v1/sessions': PLANS,
  'GET /api/v1/sessions': SIGNED_IN,
  'GET /api/v1/sessions/{no}': SIGNED_IN,
  'PUT /api/v1/sessions/{no}': PLANS,
  'PATCH /api/v1/sessions/{no}': PLANS,
  'POST /api/v1/sessions/{no}/submit': PLANS,
  'POST /api/v1/sessions/{no}/return': OFFICES,
  'POST /api/v1/sessions/{no}/publish': OFFICES,
  'PUT /api/v1/sessions/{no}/covered': PLANS,
  'POST /api/v1/sessions/{no}/cancel': PLANS,
  'POST /api/v1/sessions/{no}/sign-ups': PLANS,
  'GET /api/v1/sessions/{no}/sign-ups': PLANS,
  'DELETE /api/v1/sessions/{no}/sign-ups/{volunteerNo}': PLANS,
  'POST /api/v1/sessions/{no}/sign-ups/{volunteerNo}/accept': PLANS,
  'POST /api/v1/sessions/{no}/sign-ups/{volunteerNo}/approve': PLANS,
  'POST /api/v1/sessions/{no}/sign-ups/{volunteerNo}/decline': PLANS,
  'GET /api/v1/sessions/{no}/teams/{team}': PLANS,
  'GET /api/v1/sessions/{no}/teams/{team}/text': PLANS,
  'PUT /api/v1/sessions/{no}/teams/{team}/reservations/{post}': PLANS,
  'POST /api/v1/sessions/{no}/teams/{team}/names': PLANS,
  'GET /api/v1/divisions/{code}': SIGNED_IN,
  'PATCH /api/v1/divisions/{code}': ['county', 'administrator'],
  'POST /api/v1/teams': OFFICES,
  'GET /api/v1/teams/{no}': SIGNED_IN,
  'PATCH /api/v1/teams/{no}': LEADS,
  'POST /api/v1/teams/{no}/dissolve': OFFICES,
  'POST /api/v1/teams/{no}/merge': OFFICES,
  'GET /api/v1/teams/{no}/members': LEADS,
  'DELETE /api/v1/teams/{no}/members/{volunteerNo}': LEADS,
  'POST /api/v1/teams/{no}/applications': SIGNED_IN,
  'POST /api/v1/teams/{no}/applications/{volunteerNo}/accept': LEADS,
  'POST /api/v1/teams/{no}/applications/{volunteerNo}/decline': LEADS,
  'POST /api/v1/teams/{no}/invitations': LEADS,
  'POST /api/v1/teams/{no}/invitations/accept': SIGNED_IN,
  'POST /api/v1/teams/{no}/leave': SIGNED_IN,
  'GET /api/v1/reports/years/{year}': READS,
  'GET /api/v1/reports/years/{year}.xlsx': READS,
  'GET /api/v1/reports/years/{year}.csv': READS,
  'POST /api/v1/reports/years/{year}/recount': READS,
  'GET /api/v1/consent-texts': EVERYBODY,
  'POST /api/v1/consent-photos': REGISTERS,
  'POST /api/v1/volunteers': REGISTERS,
  'POST /api/v1/register': EVERYBODY,
  'POST /api/v1/teams/{no}/invitation-codes': REGISTERS,
  'GET /api/v1/me': SIGNED_IN,
  'PATCH /api/v1/me': SIGNED_IN,
  'DELETE /api/v1/me': SIGNED_IN,
  'POST /api/v1/me/calendar': SIGNED_IN,
  'DELETE /api/v1/me/calendar': SIGNED_IN,
  'POST /api/v1/teams/{no}/calendar': LEADS,
  'DELETE /api/v1/teams/{no}/calendar': LEADS,
  'GET /api/v1/calendars/{token}': EVERYBODY,
  'GET /api/v1/me/export': SIGNED_IN,
  'GET /api/v1/me/sign-ups': SIGNED_IN,
  'POST /api/v1/me/sign-ups': SIGNED_IN,
  'DELETE /api/v1/me/sign-ups/{no}': SIGNED_IN,
  'POST /api/v1/me/sign-ups/{no}/accept': SIGNED_IN,
  'GET /api/v1/me/consents': SIGNED_IN,
  'POST /api/v1/me/consents': SIGNED_IN,
  'DELETE /api/v1/volunteers/{no}': OFFICES,
  'GET /livez': EVERYBODY,
  'GET /readyz': EVERYBODY,
};

/** Routes that change something and are not in the audit log. */
export const NOT_AUDITED: readonly string[] = [
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/auth/logout',
  'POST /api/v1/attendance-records',
  'POST /api/v1/attendance-records:batch',
  'POST /api/v1/me/attendance-records',
  'POST /api/v1/sessions/{no}/sign-ups',
  'DELETE /api/v1/sessions/{no}/sign-ups/{volunteerNo}',
  'POST /api/v1/sessions/{no}/sign-ups/{volunteerNo}/accept',
  'POST /api/v1/me/sign-ups',
  'DELETE /api/v1/me/sign-ups/{no}',
  'POST /api/v1/me/sign-ups/{no}/accept',
];
/** Routes that show what is personal, and are in the audit log for it. */
export const AUDITED_READS: readonly string[] = [
  'GET /api/v1/audit',
  'GET /api/v1/volunteers/{no}',
  'GET /api/v1/volunteers/{no}/service-record',
];
