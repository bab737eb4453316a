import { type checkIn, type ParsedInputOf, registry, type ReplyOf, type Roster } from '#contracts';
import { Clock, DAY_MS, wholeSecond } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { Bounds } from '../admission/bounds.js';
import { SessionRepository } from '../follow/session.repository.js';
import { RosterKeys } from './roster-keys.js';
import { RosterPeople } from './roster-people.js';

type Contracts = typeof checkIn.rosters;

/** Issues the rosters by which devices judge without a network. */
@Injectable()
export class Rosters {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly people: RosterPeople,
    private readonly bounds: Bounds,
    private readonly keys: RosterKeys,
    private readonly client: ContractClient,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `SESSION.UNKNOWN`, also for one outside the scope */
  async issue({ sessionNo, within }: ParsedInputOf<Contracts['issue']>): Promise<ReplyOf<Contracts['issue']>> {
    const { startsAt, endsAt, state, creditRule, checkIn } = await this.sessions.within(within, sessionNo);
    const [[session], people, bounds, cardKeys] = await Promise.all([
      this.sessions.find([sessionNo]),
      this.people.of(sessionNo),
      this.bounds.today(),
      this.client.call(registry.cards.keys, {}),
    ]);
    const issuedAt = wholeSecond(this.clock.now());
    const validUntil = endsAt + bounds.roster_days * DAY_MS;
    const content: Roster = {
      ...{ version: 1, sessionNo, name: session?.name ?? '', startsAt, endsAt, state, creditRule, checkIn },
      ...{ issuedAt, validUntil, cardKeys },
      ...{ annulMinutes: bounds.annul_minutes, clockSkewSeconds: bounds.clock_skew_seconds },
      ...people,
    };
    return { token: await this.signed(content), issuedAt, validUntil };
  }

  published(): ReplyOf<Contracts['keys']> {
    return { keys: this.keys.published(this.clock.now()) };
  }

  private signed(content: Roster): Promise<string> {
    const { kid, privateKey } = this.keys.signing(content.issuedAt);
    return new SignJWT({ roster: content })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'session-roster', kid })
      .setSubject(content.sessionNo)
      .setAudience('scanner')
      .setIssuedAt(content.issuedAt / 1000)
      .setExpirationTime(Math.ceil(content.validUntil / 1000))
      .sign(privateKey);
  }
}
