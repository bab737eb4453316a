import type { HeldGrant, Role, Scope } from '#contracts';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { asksForToken } from '../http/openapi.js';

/** What somebody may do. Every route names one; a route without answers nobody (default deny). */
export const RIGHTS = [
  'own-account',
  'import',
  'record-attendance',
  'find-sessions',
  'plan-sessions',
  'publish-sessions',
  'sign-up',
  'find-divisions',
  'manage-divisions',
  'find-teams',
  'lead-teams',
  'manage-teams',
  'read-reports',
  'read-service-records',
  'issue-certificates',
  'read-anomalies',
  'decide-anomalies',
  'decide-appeals',
  'spot-check',
  'recognise-hours',
  'find-volunteers',
  'unmask',
  'read-audit',
  'read-policies',
  'set-policies',
  'register-volunteers',
  'delete-volunteers',
  'record-qualifications',
  'manage-accounts',
] as const;
export type Right = (typeof RIGHTS)[number];

const EVERYBODY: readonly Right[] = ['own-account', 'find-sessions', 'find-divisions', 'find-teams', 'read-policies'];
const ORGANISES: readonly Right[] = [...EVERYBODY, 'record-attendance', 'plan-sessions', 'sign-up'];
const LEADS: readonly Right[] = [...ORGANISES, 'lead-teams', 'find-volunteers', 'register-volunteers'];
const OFFICE: readonly Right[] = [
  ...LEADS,
  'manage-teams',
  'publish-sessions',
  'read-reports',
  'read-service-records',
  'issue-certificates',
  'read-anomalies',
  'decide-anomalies',
  'spot-check',
  'unmask',
  'delete-volunteers',
  'record-qualifications',
];

const OF_ROLE: Record<Role, readonly Right[]> = {
  volunteer: EVERYBODY,
  leader: LEADS,
  organiser: ORGANISES,
  scanner: [...EVERYBODY, 'record-attendance'],
  village: OFFICE,
  // Above villages and their teams, so not a village for itself.
  township: [...OFFICE, 'recognise-hours', 'decide-appeals'],
  county: [...OFFICE, 'recognise-hours', 'decide-appeals', 'manage-divisions', 'read-audit', 'set-policies'],
  auditor: [...EVERYBODY, 'read-reports', 'read-service-records', 'read-anomalies', 'spot-check', 'read-audit'],
  administrator: RIGHTS,
};

/** Where somebody may use a right: the divisions and teams of the grants whose role holds it; undefined where none does. */
export function scopeOf(grants: readonly HeldGrant[], right: Right): Scope | undefined {
  const holding = grants.filter(({ role }) => OF_ROLE[role].includes(right));
  if (holding.length === 0) return undefined;
  if (holding.some((g) => g.division === undefined && g.team === undefined)) return 'everywhere';
  const inherited = [...new Set(holding.flatMap((g) => g.inherits ?? []))];
  return {
    divisions: [...new Set(holding.flatMap((g) => g.division ?? []))],
    teams: [...new Set(holding.flatMap((g) => g.team ?? []))],
    ...(inherited.length === 0 ? {} : { inherited }),
  };
}

/** The scope of whoever may use a right nowhere. */
export const NOWHERE: Scope = { divisions: [], teams: [] };

export const NEEDS = 'needs right';
export const PUBLIC = 'public';

/** The right that a route needs. */
export const Needs = (right: Right) => applyDecorators(SetMetadata(NEEDS, right), asksForToken());
/** A route for everybody, signed in or not. */
export const Public = () => SetMetadata(PUBLIC, true);
