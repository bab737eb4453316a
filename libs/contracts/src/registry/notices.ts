import { z } from 'zod';
import { method } from '../check-in/records.js';
import { rpc } from '../contract.js';

const key = z.string().min(1).max(100);

/**
 * What is told to those who are signed up or were there: a place is offered to who waited, a team has named him to one of its places, a session was changed or
 * cancelled, it begins soon, a proxy has acted for him, who is in charge has approved his application (with a place, or to wait for one), somebody in charge or a team leader has taken him off; who was there has not checked out; he was recorded, or a record of him annulled; a dispute of his was decided. To who
 * planned a session, and to the leader of the team that had named him: that somebody was taken off its roster who is gone.
 */
export const noticeKind = z.enum([
  'offer',
  'named',
  'changed',
  'cancelled',
  'reminder',
  'proxied',
  'approved',
  'approved_waiting',
  'removed',
  'missing_check_out',
  'taken_off',
  'taken_off_of_team',
  'checked_in',
  'checked_out',
  'annulled',
  'dispute_upheld',
  'dispute_rejected',
]);

const said = {
  kind: noticeKind,
  sessionNo: key,
  sessionName: z.string().max(200),
  startsAt: z.number(),
  /** Until when an offered place is kept. */
  offeredUntil: z.number().nullable(),
  /** Of a changed session, where it takes place now and why it was changed; the numbers of who was taken off. */
  place: z.string().max(500).default(''),
  because: z.string().max(500).default(''),
  /** Of a record, and of a dispute about one: what it is disputed by, when it says it happened, and how it was made. */
  recordId: z.string().max(100).optional(),
  occurredAt: z.number().optional(),
  method: method.optional(),
};

/**
 * A notice (通知) to one person, of the number under which he is signed up. Its `id` is worked out of what it tells, so whoever gives it twice gives
 * the same one. Times are epoch milliseconds. To an account (`account`) it is told what it has to do with as an organiser; `person` and `volunteerNo` are empty then.
 */
export const notice = z.object({
  id: key,
  person: z.string().max(100),
  volunteerNo: z.string(),
  account: z.string().max(64).optional(),
  ...said,
});
export type Notice = z.infer<typeof notice>;

/** A notice as whom it concerns sees it. */
export const noticeView = z.object({ id: key, ...said, givenAt: z.number(), readAt: z.number().nullable() });
export type NoticeView = z.infer<typeof noticeView>;

/** Who reads his notices: an account, and the number under which its owner is registered; empty for one that is nobody's own. */
const reader = { volunteerNo: z.string().max(100), account: z.string().max(64).default('') };

export const notices = {
  /** Keeps notices for those whom they concern; one that was given before changes nothing. */
  give: rpc({
    subject: 'registry.v1.notices.give',
    input: z.object({ notices: z.array(notice).max(200) }),
    output: z.object({}),
  }),
  /** The last notices to a person or his account, the newest first. */
  list: rpc({
    subject: 'registry.v1.notices.list',
    input: z.object(reader),
    output: z.object({ notices: z.array(noticeView) }),
  }),
  /** Notes that a notice was read. `NOTICE.UNKNOWN`, also for somebody else's */
  read: rpc({
    subject: 'registry.v1.notices.read',
    input: z.object({ ...reader, id: key }),
    output: noticeView,
  }),
};
