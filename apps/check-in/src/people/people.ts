import { covers } from '#access';
import { type checkIn, type ParsedInputOf, registry, type ReplyOf, type Scope, scheduling } from '#contracts';
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
    const { division, teamNo = '' } = await this.session(sessionNo, within);
    const isLed = leads !== null && covers(leads, { division: division ?? '', teams: [teamNo] });
    const volunteerNos = await this.signedUp(sessionNo);
    return this.client.call(registry.volunteers.pick, { volunteerNos, teamNo: isLed ? teamNo : '', text });
  }

  /** @throws DomainError `SESSION.UNKNOWN` */
  async sheet({ sessionNo, within }: ParsedInputOf<Contracts['sheet']>): Promise<ReplyOf<Contracts['sheet']>> {
    const { name: sessionName, startsAt, endsAt } = await this.session(sessionNo, within);
    const volunteerNos = await this.signedUp(sessionNo);
    const { people } = await this.client.call(registry.volunteers.names, { volunteerNos });
    return { sessionName, startsAt: startsAt.getTime(), endsAt: endsAt.getTime(), people };
  }

  private async session(sessionNo: string, within: Scope) {
    const [session] = await this.sessions.find([sessionNo]);
    if (session === undefined || !covers(within, { division: session.division ?? '', teams: [session.teamNo ?? ''] }))
      throw new DomainError('SESSION.UNKNOWN', { sessionNo });
    return session;
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
