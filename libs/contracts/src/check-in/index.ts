import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { feedContracts } from '../feed.js';
import { importContracts } from '../imports.js';
import { serviceContracts } from '../service.js';
import { anomalies } from './anomalies.js';
import { backFills } from './back-fills.js';
import { certificates } from './certificates.js';
import { disputes } from './disputes.js';
import { notCounted } from './not-counted.js';
import { ownRecords } from './own-records.js';
import { people } from './people.js';
import { presence } from './presence.js';
import { decidedDay, decisionFact, recognition } from './recognition.js';
import { evidenceClass, incomingRecord, recordFact, recordResult } from './records.js';
import { serviceRecord } from './service-records.js';
import { rosters } from './rosters.js';
import { spotChecks } from './spot-checks.js';

/** One attendance (人次) of a person, as figures need it. */
export const attendance = z.object({ sessionNo: z.string(), evidence: evidenceClass, minutes: z.int().nonnegative() });

/** All attendances of one person, every year; `key` is the person. */
export const personAttendances = z.object({
  key: z.string(),
  attendances: z.array(attendance),
  /** What holds of what was decided about his days; not there where nothing was. */
  decided: z.array(decidedDay).optional(),
});
export type PersonAttendances = z.infer<typeof personAttendances>;

export const checkIn = {
  service: serviceContracts('check-in'),
  imports: importContracts('check-in'),
  /** The ledger itself: the records that stand, and what was decided about days. */
  feed: feedContracts('check-in', z.discriminatedUnion('kind', [recordFact, decisionFact])),
  presence,
  anomalies,
  spotChecks,
  recognition,
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
    /**
     * The attendances of the person to whom a number leads; `VOLUNTEER.UNKNOWN` where it leads to nobody. Names are in clear in one's `own` record, else masked.
     */
    serviceRecord: rpc({
      subject: 'check-in.v1.attendance.service-record',
      input: z.object({
        volunteerNo: z.string().min(1).max(100),
        year: z.int().nullable(),
        own: z.boolean().default(false),
      }),
      output: serviceRecord,
    }),
    /** Judges the records anew, page by page of persons, from the records alone. */
    recount: rpc({
      subject: 'check-in.v1.attendance.recount',
      input: z.object({ after: z.string().nullable() }),
      output: z.object({ persons: z.array(personAttendances), next: z.string().nullable() }),
    }),
    notCounted,
  },
  backFills,
  certificates,
  disputes,
  ownRecords,
  people,
  rosters,
};
