import type { ReplyOf, scheduling } from '#contracts';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { inCharge } from './person-in-charge.js';
import { SessionRepository } from './session.repository.js';

/** What service records tell of sessions and facts do not: a place, and the name of who was in charge. */
@Injectable()
export class SessionPlaces {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly keys: KeyRing,
  ) {}

  async of(sessionNos: readonly string[]): Promise<ReplyOf<typeof scheduling.planning.forRecords>> {
    const found = await this.sessions.some(sessionNos);
    return {
      sessions: found.map((d) => ({
        sessionNo: d._id,
        place: d.place,
        personInCharge: inCharge(this.keys, d._id, d),
      })),
    };
  }
}
