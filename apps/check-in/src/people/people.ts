import { covers } from '#access';
import { type checkIn, type ParsedInputOf, registry, type ReplyOf } from '#contracts';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { SessionRepository } from '../follow/session.repository.js';
import { SignedUp } from './signed-up.js';

type Contracts = typeof checkIn.people;

/** The people of one session. Who they are the registry says, who is signed up scheduling. */
@Injectable()
export class People {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly signedUp: SignedUp,
    private readonly client: ContractClient,
  ) {}

  /** @throws DomainError `SESSION.UNKNOWN` */
  async search({
    sessionNo,
    text,
    within,
    leads,
  }: ParsedInputOf<Contracts['search']>): Promise<ReplyOf<Contracts['search']>> {
    const { lies } = await this.sessions.within(within, sessionNo);
    const [teamNo = ''] = leads !== null && covers(leads, lies) ? lies.teams : [];
    const volunteerNos = await this.signedUp.at(sessionNo);
    return this.client.call(registry.volunteers.pick, { volunteerNos, teamNo, text });
  }

  /** @throws DomainError `SESSION.UNKNOWN` */
  async sheet({ sessionNo, within }: ParsedInputOf<Contracts['sheet']>): Promise<ReplyOf<Contracts['sheet']>> {
    const { startsAt, endsAt } = await this.sessions.within(within, sessionNo);
    const [session] = await this.sessions.find([sessionNo]);
    const volunteerNos = await this.signedUp.at(sessionNo);
    const { people } = await this.client.call(registry.volunteers.names, { volunteerNos });
    return { sessionName: session?.name ?? '', startsAt, endsAt, people };
  }
}
