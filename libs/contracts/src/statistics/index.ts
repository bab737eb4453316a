import { z } from 'zod';
import { rpc } from '../contract.js';
import { serviceContracts } from '../service.js';
import { reportQuery } from './query.js';
import { recognition, recognitionFigures } from './recognition.js';

/** A cell of a breakdown by where or by whom sessions were held. */
export const sessionCell = z.object({
  sessions: z.int(),
  personTimes: z.int(),
  participants: z.int(),
  minutes: z.int(),
  covered: z.int(),
});
export type SessionCell = z.infer<typeof sessionCell>;

/** A cell of a breakdown by evidence class or of the persons. */
export const personCell = z.object({ personTimes: z.int(), participants: z.int(), minutes: z.int() });
export type PersonCell = z.infer<typeof personCell>;

const bySession = z.record(z.string(), sessionCell);
const byPerson = z.record(z.string(), personCell);

export const figures = z.object({
  teams: z.int(),
  registeredVolunteers: z.int(),
  sessions: z.int(),
  personTimes: z.int(),
  participants: z.int(),
  minutes: z.int(),
  covered: z.int(),
  verifiedPersonTimes: z.int(),
  sessionsWithOnlineCheckIn: z.int(),
  activeRate: z.number().nullable(),
  byTownship: bySession,
  byTeam: bySession,
  byCategory: bySession,
  byCampaign: bySession,
  byMonth: bySession,
  byEvidence: byPerson,
  byGender: byPerson,
  byPoliticalStatus: byPerson,
  byAgeBand: byPerson,
  byHomeTownship: byPerson,
});
export type Figures = z.infer<typeof figures>;

/** Names of codes that come from data; the names of standard codes are the reader's to give in his language. */
export const dataLabels = z.object({
  divisions: z.record(z.string(), z.string()),
  teams: z.record(z.string(), z.string()),
});

export const yearReport = figures.extend({
  year: z.int(),
  /** The division's code; null for everything. */
  division: z.string().nullable(),
  divisionName: z.string().nullable(),
  /** Epoch milliseconds: everything acknowledged before this instant is counted. */
  asOf: z.number(),
  labels: dataLabels,
});
export type YearReport = z.infer<typeof yearReport>;

export const recountResult = z.object({
  year: z.int(),
  division: z.string().nullable(),
  equal: z.boolean(),
  recounted: figures,
  /** Beside them, what becomes of the service minutes; compared as well. */
  recognition: recognitionFigures.optional(),
  /** Every figure that differs: its path, what is counted and what the recount gives. */
  differences: z.array(z.object({ path: z.string(), counted: z.unknown(), recounted: z.unknown() })),
  records: z.object({ persons: z.int(), milliseconds: z.number() }),
});
export type RecountResult = z.infer<typeof recountResult>;

export const statistics = {
  service: serviceContracts('statistics'),
  recognition,
  reports: {
    /** The figures of a year; `DIVISION.UNKNOWN` for a code that is no known division, `AUTH.OUT_OF_SCOPE` for one that the caller may not see. */
    year: rpc({ subject: 'statistics.v1.reports.year', input: reportQuery, output: yearReport }),
    /** Counts a year anew from the records alone and compares it with the counted figures. */
    recount: rpc({ subject: 'statistics.v1.reports.recount', input: reportQuery, output: recountResult }),
  },
};
