import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

const code = z.string().min(1).max(40);
const name = z.string().min(1).max(200);
const day = z.iso.date();
const number = z.string().min(1).max(100);

/** 级别 of a division: 县 county, 乡镇 township, 村 village. */
export const divisionLevel = z.enum(['county', 'township', 'village']);
export type DivisionLevel = z.infer<typeof divisionLevel>;

/** What can be done with divisions by an approval (批文): 设立, 合并, 迁移, 拆分, 撤销 of a township. */
export const divisionActKind = z.enum(['found', 'merge', 'move', 'split', 'end']);
export type DivisionActKind = z.infer<typeof divisionActKind>;

/** What was done with a division, from which day on, by which approval (批文号) and why; `divisions` are all that it concerned. */
const divisionAct = z.object({
  ...{ kind: divisionActKind, from: z.string(), document: z.string(), because: z.string() },
  divisions: z.array(z.string()),
});

/** A division (区划) as it was at the end of a day (`YYYY-MM-DD`). */
export const divisionView = z.object({
  ...{ code: z.string(), name: z.string(), level: divisionLevel, parent: z.string() },
  /** The day on which it was founded here; null for one that a file brought. */
  foundedOn: z.string().nullable().default(null),
  /** The first day on which it was no more, and the division to which all went that was left of it. */
  endedOn: z.string().nullable().default(null),
  heir: z.string().nullable().default(null),
  /** The divisions of which all or some went to it. */
  predecessors: z.array(z.string()).default([]),
  acts: z.array(divisionAct).default([]),
});
export type DivisionView = z.infer<typeof divisionView>;

/** By which approval something is done with divisions, and from which day on; null for today. */
const approved = {
  ...{ from: day.nullable(), document: z.string().min(1).max(200), because: z.string().min(1).max(500) },
  ...{ by: z.string().max(64), within: scope },
};
/** A division that is there; or, with a name, one that is founded with the same act. */
const target = z.object({ code, name: name.optional() });
/** The division as it is now, and how many volunteer numbers and teams went from it to others. */
const done = divisionView.extend({ moved: z.object({ volunteers: z.int(), teams: z.int() }) });
export type DivisionDone = z.infer<typeof done>;

/** Volunteer numbers, and teams, that one act names. */
export const MOST_NAMED = 5_000;

/**
 * Of what changes a division: `DIVISION.UNKNOWN`, `AUTH.OUT_OF_SCOPE`, `DIVISION.ENDED`. Of what founds or ends one (docs/adr/0019) also
 * `DIVISION.CODE_TAKEN`, `DIVISION.NOT_FITTING` and `DIVISION.DAY_REFUSED`.
 */
export const divisions = {
  /** As it was at the end of a day (`YYYY-MM-DD`, UTC+08:00), today where none is named; before the first change as it was until then. `DIVISION.UNKNOWN` */
  find: rpc({
    subject: 'registry.v1.divisions.find',
    input: z.object({ code, on: day.nullable() }),
    output: divisionView,
  }),
  /** Those of some divisions that have ended, each with the one to which it leads now. */
  ended: rpc({
    subject: 'registry.v1.divisions.ended',
    input: z.object({ codes: z.array(z.string().max(200)).max(1_000) }),
    output: z.object({
      ended: z.array(
        z.object({ division: z.string(), endedOn: z.string(), heir: z.string(), heirName: z.string().default('') }),
      ),
    }),
  }),
  /** Gives it another name from today on. */
  rename: rpc({
    subject: 'registry.v1.divisions.rename',
    input: z.object({ code, name, by: z.string().max(64), within: scope }),
    output: divisionView,
  }),
  /** Founds a township or a village under a code of its own, which says in what it lies. */
  found: rpc({
    subject: 'registry.v1.divisions.found',
    input: z.object({ code, name, ...approved }),
    output: divisionView,
  }),
  /** Ends a village, and others `with` it; their people and teams are then those of `into`. */
  merge: rpc({
    subject: 'registry.v1.divisions.merge',
    input: z.object({ code, with: z.array(code).max(50), into: target, ...approved }),
    output: done,
  }),
  /** Ends a village that lies in another township from then on, under a code of that township's. */
  move: rpc({
    subject: 'registry.v1.divisions.move',
    input: z.object({ code, to: target, ...approved }),
    output: done,
  }),
  /**
   * Divides a village: who is named, with all numbers of the same person, belongs to the part that names him. All others stay where the village goes on
   * (`rest` is null), or go to the part that is the `rest`. `DIVISION.NOT_IN_IT` with the `number` of who does not belong to the village.
   */
  split: rpc({
    subject: 'registry.v1.divisions.split',
    input: z.object({
      code,
      parts: z
        .array(
          target.extend({
            volunteerNos: z.array(number).max(MOST_NAMED),
            teamNos: z.array(number).max(MOST_NAMED),
          }),
        )
        .min(1)
        .max(20),
      rest: code.nullable(),
      ...approved,
    }),
    output: done,
  }),
  /** Ends a township in which no village is left; teams that are its own are then those of another. `DIVISION.HAS_VILLAGES` */
  end: rpc({ subject: 'registry.v1.divisions.end', input: z.object({ code, into: code, ...approved }), output: done }),
};
