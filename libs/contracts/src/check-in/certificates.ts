import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';
import { serviceAttendance, tally } from './service-records.js';

const key = z.string().min(1).max(100);
const day = z.iso.date();

/** Which days it is about, in UTC+08:00, both with; null for no limit. */
const period = { from: day.nullable(), until: day.nullable() };

/** One line of a certificate: no name but the volunteer's own is in it. */
export const certifiedAttendance = serviceAttendance.omit({
  personInCharge: true,
  checkedInAt: true,
  checkedOutAt: true,
});

/**
 * What a certificate of volunteer service (志愿服务记录证明) says, frozen when it was issued (《志愿服务记录与证明出具办法（试行）》 articles 11 and 13–17). Sessions that are over alone.
 * `stars` are by the service of all years up to then. `issuedAt` is epoch milliseconds.
 */
export const certificateContent = z.object({
  /** By which anybody verifies it. */
  code: z.string(),
  volunteerNo: z.string(),
  name: z.string(),
  ...period,
  issuedAt: z.number(),
  /** The office or county that issues it. */
  issuer: z.object({ division: z.string(), name: z.string() }),
  service: tally,
  training: tally,
  stars: z.int().min(0).max(5),
  attendances: z.array(certifiedAttendance),
  trained: z.array(certifiedAttendance),
});
export type CertificateContent = z.infer<typeof certificateContent>;

export const certificateListed = z.object({
  id: z.string(),
  code: z.string(),
  volunteerNo: z.string(),
  ...period,
  issuedAt: z.number(),
  revokedAt: z.number().nullable(),
  revokedBecause: z.string(),
});
export type CertificateListed = z.infer<typeof certificateListed>;

/** `digest` is the SHA-256 of the content as it was frozen, hexadecimal. */
export const certificate = certificateListed.extend({ digest: z.string(), content: certificateContent });
export type Certificate = z.infer<typeof certificate>;

/** What anybody is told who has the code; of one that was revoked no more than that. */
export const verifiedCertificate = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('valid'),
    issuedAt: z.number(),
    /** Masked. */
    name: z.string(),
    ...period,
    service: tally,
    training: tally,
    stars: z.int(),
    issuer: z.string(),
    digest: z.string(),
    /** The records behind it still amount to the same. */
    isCurrent: z.boolean(),
  }),
  z.object({ state: z.literal('revoked'), issuedAt: z.number(), revokedAt: z.number() }),
]);
export type VerifiedCertificate = z.infer<typeof verifiedCertificate>;

/** Of one volunteer; `VOLUNTEER.UNKNOWN`, also outside the scope. */
const of = { volunteerNo: key, within: scope };

export const certificates = {
  /**
   * Issues one, free of charge. The same id and wish again is the one that is there, with what it said then; another wish `CERTIFICATE.ID_REUSED`. `CERTIFICATE.NOTHING_TO_CERTIFY` where
   * there is no attendance at a session of those days that is over.
   */
  issue: rpc({
    subject: 'check-in.v1.certificates.issue',
    input: z.object({ ...of, ...period, id: z.guid(), by: z.string().min(1).max(64) }),
    output: z.object({ created: z.boolean(), certificate }),
  }),
  /** The newest first, a thousand at most. */
  list: rpc({
    subject: 'check-in.v1.certificates.list',
    input: z.object(of),
    output: z.object({ certificates: z.array(certificateListed) }),
  }),
  /** As it was issued, with the full name: whoever asks sees to it that it is in the audit log first. `CERTIFICATE.UNKNOWN` */
  find: rpc({ subject: 'check-in.v1.certificates.find', input: z.object({ ...of, code: key }), output: certificate }),
  /** It holds no more. Revoked again it stays as it was revoked first. `CERTIFICATE.UNKNOWN` */
  revoke: rpc({
    subject: 'check-in.v1.certificates.revoke',
    input: z.object({ ...of, code: key, because: z.string().min(1).max(500), by: z.string().min(1).max(64) }),
    output: certificateListed,
  }),
  /** For anybody who has the code. `CERTIFICATE.UNKNOWN`; `CERTIFICATE.TOO_MANY_GUESSES` with `seconds` to wait. `address` is the caller's, by which guesses are counted. */
  verify: rpc({
    subject: 'check-in.v1.certificates.verify',
    input: z.object({ code: key, address: z.string().max(64) }),
    output: verifiedCertificate,
  }),
};
