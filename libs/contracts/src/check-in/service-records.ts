import { z } from 'zod';
import { evidenceClass } from './records.js';

/**
 * One attendance as a service record shows it: name, day, place, content, time, organisation and person in charge (《志愿服务条例》 article 19; 《志愿服务记录与证明出具办法（试行）》
 * articles 6 and 7). Times are epoch milliseconds; what is not known is blank.
 */
export const serviceAttendance = z.object({
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
  place: z.string().default(''),
  division: z.string().default(''),
  teamNo: z.string().default(''),
  /** The organising team, by the name that it has now. */
  teamName: z.string().default(''),
  /** Masked, except in one's own record. */
  personInCharge: z.string().default(''),
});
export type ServiceAttendance = z.infer<typeof serviceAttendance>;

/** How often, and how long (minutes). */
export const tally = z.object({ personTimes: z.int(), minutes: z.int() });
export type Tally = z.infer<typeof tally>;

/**
 * A person's service, and apart from it and never added to it his training (《志愿服务条例》 article 19; 《志愿服务记录与证明出具办法（试行）》 articles 5–8). In the year's figures
 * both count, as the definitions ask.
 */
export const serviceRecord = z.object({
  volunteerNo: z.string(),
  /** Masked, except in one's own record. */
  name: z.string().default(''),
  ...tally.shape,
  attendances: z.array(serviceAttendance),
  training: tally
    .extend({ attendances: z.array(serviceAttendance) })
    .default({ personTimes: 0, minutes: 0, attendances: [] }),
  /** By the service of all years. */
  stars: z.int().min(0).max(5).default(0),
});
export type ServiceRecord = z.infer<typeof serviceRecord>;
