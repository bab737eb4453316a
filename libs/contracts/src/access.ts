import { z } from 'zod';

/**
 * Roles (角色) of an account. An administrator runs the system and holds every right; county, township and village offices act in their division, a
 * leader for his team, an organiser for a division or a team; a scanner records attendance and nothing else; an auditor reads.
 */
export const role = z.enum([
  'volunteer',
  'leader',
  'organiser',
  'scanner',
  'village',
  'township',
  'county',
  'auditor',
  'administrator',
]);
export type Role = z.infer<typeof role>;

const code = z.string().min(1).max(40);
const teamNo = z.string().min(1).max(100);

/** A role (授权) and where it is held: in a division with all that lies in it (by prefix of its code), for a team, or everywhere where neither is named. */
export const grant = z.object({ role, division: code.optional(), team: teamNo.optional() });
export type Grant = z.infer<typeof grant>;

/**
 * Where somebody may act with one of his rights: everywhere, or on what lies in some divisions or belongs to some teams. Part of every question
 * and command, so that none is answered without it.
 */
export const scope = z.union([
  z.literal('everywhere'),
  z.object({ divisions: z.array(code).max(100), teams: z.array(teamNo).max(100) }),
]);
export type Scope = z.infer<typeof scope>;
