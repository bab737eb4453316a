import { type Role, role } from '#contracts';

/** Somebody with a role, or nobody. */
export type Who = 'nobody' | Role;
export const EVERYBODY: readonly Who[] = ['nobody', ...role.options];
const SIGNED_IN: readonly Who[] = role.options;
const ADMIN: readonly Who[] = ['administrator'];
const OFFICES: readonly Who[] = ['village', 'township', 'county', 'administrator'];
/** Plans sessions and signs volunteers up. */
const PLANS: readonly Who[] = ['leader', 'organiser', ...OFFICES];
const RECORDS: readonly Who[] = ['scanner', ...PLANS];
/** Registers volunteers: a leader for his team, an office for its division. */
const REGISTERS: readonly Who[] = ['leader', ...OFFICES];
const READS: readonly Who[] = ['auditor', ...OFFICES];

/** Who may use each route. A route that is not here fails the test: whoever adds one says who may use it. */
export const ALLOWED: Readonly<Record<string, readonly Who[]>> = {
  'POST /api/v1/auth/login': EVERYBODY,
  'POST /api/v1/auth/refresh': EVERYBODY,
  'POST /api/v1/auth/logout': EVERYBODY,
  'POST /api/v1/accounts': ADMIN,
  'POST /api/v1/accounts/{username}/password-reset': ADMIN,
  'PUT /api/v1/account/email': SIGNED_IN,
  'POST /api/v1/account/email/confirm': SIGNED_IN,
  'DELETE /api/v1/account/email': SIGNED_IN,
  'GET /api/v1/notices': SIGNED_IN,
  'POST /api/v1/notices/{id}/read': SIGNED_IN,
  'POST /api/v1/imports/{kind}': ADMIN,
  'GET /api/v1/imports/{id}': ADMIN,
  'POST /api/v1/imports/{id}/cancel': ADMIN,
  'GET /api/v1/imports/{id}/refusals.csv': ADMIN,
  'POST /api/v1/attendance-records': RECORDS,
  'POST /api/v1/attendance-records:batch': RECORDS,
  'GET /api/v1/volunteers/{no}/service-record': READS,
  'POST /api/v1/activities': PLANS,
  'GET /api/v1/activities': PLANS,
  'GET /api/v1/activities/{no}': PLANS,
  'PUT /api/v1/activities/{no}': PLANS,
  'POST /api/v1/activities/{no}/sessions': PLANS,
  'GET /api/v1/activities/{no}/sessions': PLANS,
  'POST /api/v1/activities/{no}/submit': PLANS,
  'POST /api/v1/activities/{no}/publish': OFFICES,
  'POST /api/v1/sessions': PLANS,
  'GET /api/v1/sessions/{no}': SIGNED_IN,
  'PUT /api/v1/sessions/{no}': PLANS,
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
  'GET /api/v1/reports/years/{year}': READS,
  'GET /api/v1/reports/years/{year}.xlsx': READS,
  'GET /api/v1/reports/years/{year}.csv': READS,
  'POST /api/v1/reports/years/{year}/recount': READS,
  'GET /api/v1/consent-texts': EVERYBODY,
  'POST /api/v1/consent-photos': REGISTERS,
  'POST /api/v1/volunteers': REGISTERS,
  'POST /api/v1/register': EVERYBODY,
  'POST /api/v1/teams/{no}/invitations': REGISTERS,
  'GET /api/v1/me': SIGNED_IN,
  'PATCH /api/v1/me': SIGNED_IN,
  'DELETE /api/v1/me': SIGNED_IN,
  'GET /api/v1/me/export': SIGNED_IN,
  'GET /api/v1/me/consents': SIGNED_IN,
  'POST /api/v1/me/consents': SIGNED_IN,
  'DELETE /api/v1/volunteers/{no}': OFFICES,
  'GET /livez': EVERYBODY,
  'GET /readyz': EVERYBODY,
};
