import type { Role } from '#contracts';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { asksForToken } from '../http/openapi.js';

/** What somebody may do. Every route names one; a route without answers nobody (default deny). */
export const RIGHTS = [
  'import',
  'record-attendance',
  'plan-sessions',
  'sign-up',
  'read-reports',
  'read-service-records',
  'manage-accounts',
] as const;
export type Right = (typeof RIGHTS)[number];

const OF_ROLE: Record<Role, readonly Right[]> = {
  administrator: RIGHTS,
  organiser: ['record-attendance', 'plan-sessions', 'sign-up'],
  auditor: ['read-reports', 'read-service-records'],
};

export function mayDo(roles: readonly Role[], right: Right): boolean {
  return roles.some((role) => OF_ROLE[role].includes(right));
}

export const NEEDS = 'needs right';
export const PUBLIC = 'public';

/** The right that a route needs. */
export const Needs = (right: Right) => applyDecorators(SetMetadata(NEEDS, right), asksForToken());
/** A route for everybody, signed in or not. */
export const Public = () => SetMetadata(PUBLIC, true);
