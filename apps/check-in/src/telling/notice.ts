import type { Notice } from '#contracts';
import { hash } from 'node:crypto';
import type { SessionCopy } from '../follow/session.repository.js';

/** Longer names are cut: a notice takes no more. */
const LONGEST_NAME = 200;

/** Whom a notice is for, and what it tells of which session. */
type Said = Pick<
  Notice,
  'kind' | 'person' | 'volunteerNo' | 'sessionNo' | 'startsAt' | 'recordId' | 'occurredAt' | 'method'
>;

/**
 * A notice about a session.
 * @param about what is told, as a text: told again after a crash it is the same notice, because its id is worked out of this
 * @param session where it is known
 */
export function noticeOf(about: string, said: Said, session: Pick<SessionCopy, 'name'> | undefined): Notice {
  return {
    ...said,
    id: hash('sha256', about, 'base64url'),
    sessionName: (session?.name ?? '').slice(0, LONGEST_NAME),
    ...{ offeredUntil: null, place: '', because: '' },
  };
}
