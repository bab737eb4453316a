import { z } from 'zod';
import { rpc } from '../contract.js';

/** The rules that are numbers of a regulation or of the county, and which numbers they may be. */
export const POLICIES = {
  /** Minutes for which a place that became free is offered to who waited longest, where whoever plans a session does not say. */
  offer_minutes: { least: 1, most: 7 * 24 * 60 },
  /** Hours before a session begins from which on those with a place are reminded of it. */
  reminder_hours: { least: 1, most: 7 * 24 },
  /** Codes that are sent to one account by text message on a day, at most. */
  text_codes_a_day: { least: 1, most: 100 },
  /** How many may register themselves from one address within an hour. */
  registrations_per_hour: { least: 1, most: 10_000 },
  /** Below so many years a guardian consents as well, to registering and to taking part (《志愿服务条例》 article 15). */
  guardian_below: { least: 14, most: 18 },
  /** Below so many years the guardian signs on paper (《个人信息保护法》 articles 28 and 31). */
  guardian_signs_below: { least: 14, most: 18 },
  /** Metres of what a phone says that its position may be off that are believed; beyond them whoever checks in is asked. */
  accuracy_metres: { least: 10, most: 1_000 },
  /** Seconds by which a device's clock may be off before a record is flagged. */
  clock_skew_seconds: { least: 10, most: 24 * 60 * 60 },
  /** Minutes within which whoever has recorded attendance annuls it himself, by the same device. */
  annul_minutes: { least: 0, most: 24 * 60 },
  /** Days after a session's end for which its roster holds on devices without a network. */
  roster_days: { least: 1, most: 60 },
  /** Days after which positions are reduced to inside or outside and a band of distance. */
  position_days: { least: 1, most: 3_650 },
  /** Hours after the end of a session that nobody has closed, after which those with a place who have no record count as not having come. */
  no_show_hours: { least: 1, most: 30 * 24 },
  /** Days after a session's end for which it is looked at for anomalies, with every further record. */
  inspected_days: { least: 1, most: 366 },
  /** Minutes within which so many check-ins at so many sessions, written down by one account, are to be looked at. */
  burst_minutes: { least: 1, most: 24 * 60 },
  burst_records: { least: 2, most: 10_000 },
  burst_sessions: { least: 2, most: 1_000 },
  /** Accounts from which on one device at one session is to be looked at. */
  shared_device_accounts: { least: 2, most: 10_000 },
  /** Kilometres an hour between two check-ins above which they are to be looked at. */
  travel_kmh: { least: 10, most: 1_000 },
  /** Persons from which on exactly equal positions, and exactly equal hours written down by hand, at one session are to be looked at. */
  equal_positions: { least: 2, most: 10_000 },
  equal_hours: { least: 2, most: 10_000 },
  /** Percent of a session's attendances that rest on back-fill alone, above which it is to be looked at. */
  back_fill_percent: { least: 0, most: 100 },
  /** Hours of service for each star of a volunteer (星级志愿者). */
  star_1_hours: { least: 1, most: 100_000 },
  star_2_hours: { least: 1, most: 100_000 },
  star_3_hours: { least: 1, most: 100_000 },
  star_4_hours: { least: 1, most: 100_000 },
  star_5_hours: { least: 1, most: 100_000 },
  /** Minutes of one person on one day that are recognised at once. */
  daily_minutes_at_once: { least: 1, most: 24 * 60 },
  /** Minutes up to which the parent organisation's approval is enough; beyond them the county approves too. */
  daily_minutes_parent: { least: 1, most: 24 * 60 },
  /** Percent of a session's planned duration from which on an attendance counts as attended in full. */
  full_attendance_percent: { least: 1, most: 100 },
  /** Days within which a dispute about a record is decided, the day on which it was opened not counted. */
  dispute_days: { least: 1, most: 366 },
  /** Days after the end of a month within which whoever has no phone is asked to say what is wrong on its sheet; later is taken as well. */
  sheet_reply_days: { least: 1, most: 366 },
} as const;
export const policyKey = z.literal(Object.keys(POLICIES) as (keyof typeof POLICIES)[]);
export type PolicyKey = z.infer<typeof policyKey>;

/** A number (规定数值), from which day on it is in force (`YYYY-MM-DD`, in China), and the article or decision that it comes from. */
export const policy = z.object({
  key: policyKey,
  value: z.int(),
  from: z.iso.date(),
  source: z.string().min(1).max(300),
  setBy: z.string().max(100),
});
export type Policy = z.infer<typeof policy>;

export const policies = {
  /** Those in force on a day, one of each key at most. */
  find: rpc({
    subject: 'registry.v1.policies.find',
    input: z.object({ on: z.iso.date() }),
    output: z.object({ policies: z.array(policy) }),
  }),
  /** Some of them with every day from which they were, are or will be in force, in no order; of two of one day the first is in force. */
  table: rpc({
    subject: 'registry.v1.policies.table',
    input: z.object({ keys: z.array(policyKey).min(1) }),
    output: z.object({ policies: z.array(policy) }),
  }),
  /** Puts another number in force from a day still to come on; what was set for that day before is replaced. `POLICY.NOT_IN_FUTURE` */
  set: rpc({ subject: 'registry.v1.policies.set', input: policy, output: policy }),
};
