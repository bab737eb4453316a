import { z } from 'zod';
import { scope } from '../access.js';
import { rpc } from '../contract.js';

const key = z.string().min(1).max(100);
const by = z.string().max(64);
const text = (most: number) => z.string().max(most);

/** What somebody must have learned or be licensed for, to take certain posts: 急救, 医疗, 水上救生, 消防, 驾驶, 教学, 心理咨询, 法律, 手语, 电工. */
export const qualificationCode = z.enum([
  'first_aid',
  'medical',
  'lifeguard',
  'firefighting',
  'driving',
  'teaching',
  'counselling',
  'legal',
  'sign_language',
  'electrical',
]);
export type QualificationCode = z.infer<typeof qualificationCode>;

/** A qualification (专业资格) of a volunteer, as an office has seen the certificate. Days are `YYYY-MM-DD`; `until` is the last day, null for ever. */
export const qualification = z.object({
  id: z.string(),
  code: qualificationCode,
  from: z.iso.date(),
  until: z.iso.date().nullable(),
  /** The certificate's number; masked but for its owner. */
  certificate: z.string(),
  recordedBy: z.string(),
  /** Why it no longer holds; empty while it does. */
  withdrawnBecause: z.string(),
});
export type Qualification = z.infer<typeof qualification>;

const of = { volunteerNo: key, within: scope };

/** Of a volunteer within the scope: `VOLUNTEER.UNKNOWN`. */
export const qualifications = {
  /** Those that hold and those that do not any more, the newest first. */
  list: rpc({
    subject: 'registry.v1.qualifications.list',
    /** `own`: who asks does so about himself, and sees numbers of certificates. */
    input: z.object({ ...of, own: z.boolean() }),
    output: z.object({ qualifications: z.array(qualification) }),
  }),
  record: rpc({
    subject: 'registry.v1.qualifications.record',
    input: z.object({
      ...of,
      code: qualificationCode,
      from: z.iso.date(),
      until: z.iso.date().nullable(),
      certificate: text(100),
      by,
    }),
    output: qualification,
  }),
  /** It stays, with the reason, and no longer holds. `QUALIFICATION.UNKNOWN` */
  withdraw: rpc({
    subject: 'registry.v1.qualifications.withdraw',
    input: z.object({ ...of, id: key, because: text(500).min(1), by }),
    output: qualification,
  }),
};
