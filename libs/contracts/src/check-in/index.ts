import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { feedContracts } from '../feed.js';
import { importContracts } from '../imports.js';
import { serviceContracts } from '../service.js';
import { anomalies } from './anomalies.js';
import { evidenceClass } from './evidence-class.js';
import { presence } from './presence.js';
import { proof, refusedAttempt } from './proofs.js';
import { spotChecks } from './spot-checks.js';

export const recordKind = z.enum(['check-in', 'check-out', 'annul']);
export const method = z.enum(['qr', 'location', 'roll-call', 'paper', 'back-fill']);

/** One attendance (人次) of a person, as figures need it. */
export const attendance = z.object({ sessionNo: z.string(), evidence: evidenceClass, minutes: z.int().nonnegative() });

/** All attendances of one person, every year; `key` is the person. */
export const attendanceFact = z.object({
  key: z.string(),
  rev: z.int().positive(),
  kind: z.literal('attendances'),
  attendances: z.array(attendance),
});
export type AttendanceFact = z.infer<typeof attendanceFact>;

const text = (max: number) => z.string().max(max);

/** A well-formed record on its way in. Times are epoch milliseconds in whole seconds; blank is the empty string. */
export const incomingRecord = z.object({
  id: z.guid(),
  sessionNo: text(100),
  volunteerNo: text(100),
  kind: recordKind,
  /** Null: when it arrives, or when the record of that id that is there says it was. */
  occurredAt: z.number().nullable(),
  method,
  deviceId: text(200),
  annuls: text(100),
  note: text(2000),
  /** What only accounts that may import can say; for all others the server sets it and it takes no part in comparisons. */
  receivedAt: z.number().nullable(),
  enteredBy: text(200),
  approvedBy: text(200),
  /** The account that hands it in. */
  by: text(100),
  /** Where that account may record attendance. */
  within: scope,
  /** Somebody records himself: at any session that everybody sees, now, and by a proof. */
  own: z.boolean().optional(),
  /** What the session says of ways to check in holds for whoever hands it in. Left out for accounts that may import. */
  isJudged: z.boolean().optional(),
  proof: proof.optional(),
  /** Where whoever hands it in organises sessions: there he annuls later too, with a reason. */
  organises: scope.optional(),
  /** By how much the server's clock was ahead of the device's when it arrived, in milliseconds; left out where the device did not tell its time. */
  clockOffset: z.number().optional(),
});
export type IncomingRecord = z.infer<typeof incomingRecord>;

export const recordResult = z.object({
  id: z.string(),
  /**
   * `created`: new, or it took the place of another content; `unchanged`: this content was there; `reused`: another content stands;
   * `unknown-session` and `out-of-scope`: not kept, because whoever hands it in may record attendance only of sessions that are not these;
   * `refused`: not kept, because of `refusal`.
   */
  status: z.enum(['created', 'unchanged', 'reused', 'unknown-session', 'out-of-scope', 'refused']),
  refusal: refusedAttempt.optional(),
  outcome: z.enum(['counted', 'not-counted']),
  reason: z.string().optional(),
  /** The attendance of that person at that session as it stands, if there is one. */
  attendance: z
    .object({
      sessionNo: z.string(),
      evidence: evidenceClass,
      checkedInAt: z.number(),
      checkedOutAt: z.number().optional(),
    })
    .optional(),
});
export type RecordResult = z.infer<typeof recordResult>;

export const serviceRecord = z.object({
  volunteerNo: z.string(),
  personTimes: z.int(),
  minutes: z.int(),
  attendances: z.array(
    z.object({
      sessionNo: z.string(),
      sessionName: z.string(),
      /** 服务类别 of the session; blank where it is not known. */
      category: z.string().default(''),
      startsAt: z.number(),
      endsAt: z.number(),
      evidence: evidenceClass,
      checkedInAt: z.number(),
      checkedOutAt: z.number().optional(),
      minutes: z.int(),
    }),
  ),
});
export type ServiceRecord = z.infer<typeof serviceRecord>;

export const checkIn = {
  service: serviceContracts('check-in'),
  imports: importContracts('check-in'),
  feed: feedContracts('check-in', attendanceFact),
  presence,
  anomalies,
  spotChecks,
  attendance: {
    /** Keeps records, each with a result of its own, in order. The answer means that they are on disk on a majority. */
    record: rpc({
      subject: 'check-in.v1.attendance.record',
      input: z.object({ records: z.array(incomingRecord).min(1).max(1000) }),
      output: z.object({ results: z.array(recordResult) }),
    }),
    /**
     * The code (签到码) of a session as it is now, as text of a QR and as six digits, where it lies within the scope. It changes at `renewAt` and is taken until
     * `validUntil` (epoch milliseconds). `SESSION.UNKNOWN`
     */
    code: rpc({
      subject: 'check-in.v1.attendance.code',
      input: z.object({ sessionNo: z.string().min(1).max(100), within: scope }),
      output: z.object({ qr: z.string(), digits: z.string(), renewAt: z.number(), validUntil: z.number() }),
    }),
    /** The attendances of the person to whom a number leads; `VOLUNTEER.UNKNOWN` where it leads to nobody. */
    serviceRecord: rpc({
      subject: 'check-in.v1.attendance.service-record',
      input: z.object({ volunteerNo: z.string().min(1).max(100), year: z.int().nullable() }),
      output: serviceRecord,
    }),
    /** Judges the records anew, page by page of persons, from the records alone. */
    recount: rpc({
      subject: 'check-in.v1.attendance.recount',
      input: z.object({ after: z.string().nullable() }),
      output: z.object({ facts: z.array(attendanceFact), next: z.string().nullable() }),
    }),
  },
};
