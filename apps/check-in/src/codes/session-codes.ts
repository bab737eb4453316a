import type { Scope } from '#contracts';
import { Clock } from '#kernel';
import { Injectable } from '@nestjs/common';
import { SessionRepository } from '../follow/session.repository.js';
import { CheckInCodes } from './check-in-codes.js';

/** Shows the code of a session to who records attendance there. */
@Injectable()
export class SessionCodes {
  constructor(
    private readonly codes: CheckInCodes,
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `SESSION.UNKNOWN`, also for one outside the scope */
  async current(sessionNo: string, within: Scope) {
    await this.sessions.within(within, sessionNo);
    return this.codes.current(sessionNo, this.clock.now());
  }
}
