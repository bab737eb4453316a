import { covers } from '#access';
import { type checkIn, type ParsedInputOf, registry, type ReplyOf, scheduling } from '#contracts';
import { DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { SessionRepository } from '../follow/session.repository.js';

type Contracts = typeof checkIn.people;

/** The people of one session. Who they are the registry says, who is signed up scheduling. */
@Injectable()
export class People {
  constructor(
    private readonly sessions: SessionRepository,
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
    const volunteerNos = await this.signedUp(sessionNo);
    return this.client.call(registry.volunteers.pick, { volunteerNos, teamNo, text });
  }

  /** @throws DomainError `SESSION.UNKNOWN` */
  async sheet({ sessionNo, within }: ParsedInputOf<Contracts['sheet']>): Promise<ReplyOf<Contracts['sheet']>> {
    const { startsAt, endsAt } = await this.sessions.within(within, sessionNo);
    const [session] = await this.sessions.find([sessionNo]);
    const volunteerNos = await this.signedUp(sessionNo);
    const { people } = await this.client.call(registry.volunteers.names, { volunteerNos });
    return { sessionName: session?.name ?? '', startsAt, endsAt, people };
  }

  /** Whoever has a place; to a session that a file brought nobody is signed up. */
  private async signedUp(sessionNo: string): Promise<string[]> {
    try {
      const { signUps } = await this.client.call(scheduling.signUps.list, { sessionNo, within: 'everywhere' });
      return signUps.filter((s) => s.state === 'confirmed').map((s) => s.volunteerNo);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'SESSION.UNKNOWN') return [];
      throw error;
    }
  }
}
