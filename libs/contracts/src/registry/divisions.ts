import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

const code = z.string().min(1).max(40);

/** 级别 of a division: 县 county, 乡镇 township, 村 village. */
export const divisionLevel = z.enum(['county', 'township', 'village']);
export type DivisionLevel = z.infer<typeof divisionLevel>;

/** A division (区划) as it was at the end of a day. */
export const divisionView = z.object({ code: z.string(), name: z.string(), level: divisionLevel, parent: z.string() });
export type DivisionView = z.infer<typeof divisionView>;

export const divisions = {
  /** As it was at the end of a day (`YYYY-MM-DD`, UTC+08:00), today where none is named; before the first change as it was until then. `DIVISION.UNKNOWN` */
  find: rpc({
    subject: 'registry.v1.divisions.find',
    input: z.object({ code, on: z.iso.date().nullable() }),
    output: divisionView,
  }),
  /** Gives it another name from today on. `DIVISION.UNKNOWN`, `AUTH.OUT_OF_SCOPE` */
  rename: rpc({
    subject: 'registry.v1.divisions.rename',
    input: z.object({ code, name: z.string().min(1).max(200), by: z.string().max(64), within: scope }),
    output: divisionView,
  }),
};
