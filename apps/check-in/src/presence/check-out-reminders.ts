import { WINDOW_MARGIN } from '#attendance';
import { type Notice, registry } from '#contracts';
import { Clock, DAY_MS, pieces } from '#kernel';
import { ContractClient, LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { SessionCopy } from '../follow/session.repository.js';
import { noticeOf } from '../telling/notice.js';
import { Watch } from '../watch/watch.js';
import { type NotCheckedOut, Presences } from './presence.js';
import { RemindedRepository } from './reminded.repository.js';

const EVERY_MS = 5_000;
/** For so long after its end a session's missing check-outs are told: what is brought in of years ago is nobody's concern now. */
const WATCHED_MS = 14 * DAY_MS;
/** Notices that registry takes at once. */
const AT_ONCE = 200;

/**
 * Tells everybody once whose check-out is missing, so that he may have it corrected. One replica at a time. A notice's id is worked out of what it tells: given
 * again after a crash, before it was noted here, it is the same.
 */
@Injectable()
export class CheckOutReminders extends LeasedTask {
  constructor(
    private readonly watch: Watch,
    private readonly presences: Presences,
    private readonly reminded: RemindedRepository,
    private readonly client: ContractClient,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'check-out-reminders');
  }

  protected work(held: AbortSignal): Promise<void> {
    const repeated = { everyMs: EVERY_MS, log: this.log, failing: 'missing check-outs will be looked at again' };
    return this.repeat(held, repeated, () => this.remindAll(held));
  }

  private async remindAll(held: AbortSignal): Promise<false> {
    const now = this.clock.now();
    const over = new Date(now - WINDOW_MARGIN - 1);
    const watching = { work: 'check-outs', after: new Date(now - WATCHED_MS), until: over, log: this.log };
    await this.watch.each(watching, held, (session) => this.remind(session));
    return false;
  }

  private async remind(session: SessionCopy): Promise<void> {
    const [missing, told] = await Promise.all([
      this.presences.notCheckedOut(session._id),
      this.reminded.at(session._id),
    ]);
    const notices = missing.filter(({ person }) => !told.has(person)).map((who) => reminderOf(session, who));
    for (const some of pieces(notices, () => 1, AT_ONCE)) {
      await this.client.call(registry.notices.give, { notices: some });
      const at = new Date(this.clock.now());
      await this.reminded.add(some.map(({ id: _id, sessionNo, person }) => ({ _id, sessionNo, person, at })));
    }
  }
}

/** It is told once, whenever it is found again. */
function reminderOf(session: SessionCopy, { person, volunteerNo }: NotCheckedOut): Notice {
  const { _id: sessionNo, startsAt } = session;
  const about = JSON.stringify(['missing_check_out', sessionNo, person]);
  const said = { kind: 'missing_check_out', person, volunteerNo, sessionNo, startsAt: startsAt.getTime() } as const;
  return noticeOf(about, said, session);
}
