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

/** Divisions that have ended, at most, that somebody's grant takes in beside its own. */
export const MOST_INHERITED = 200;
const inherited = z.array(code).max(MOST_INHERITED).optional();

/** A grant as it is held now: with the divisions that have ended and of which one within its own is the heir (docs/adr/0019). */
export const heldGrant = grant.extend({ inherits: inherited });
export type HeldGrant = z.infer<typeof heldGrant>;

/**
 * Where somebody may act with one of his rights: everywhere, or on what lies in some divisions or belongs to some teams. Part of every question
 * and command, so that none is answered without it. `inherited` are divisions that have ended and of which his own are the heirs.
 */
export const scope = z.union([
  z.literal('everywhere'),
  z.object({
    divisions: z.array(code).max(100),
    teams: z.array(teamNo).max(100),
    inherited: z
      .array(code)
      .max(100 * MOST_INHERITED)
      .optional(),
  }),
]);
export type Scope = z.infer<typeof scope>;
