import { scheduling } from '#contracts';
import { DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';

/** Who has a place at a session, as scheduling says. */
@Injectable()
export class SignedUp {
  constructor(private readonly client: ContractClient) {}

  /** Their numbers; to a session that a file brought nobody is signed up. */
  async at(sessionNo: string): Promise<string[]> {
    try {
      const { signUps } = await this.client.call(scheduling.signUps.list, { sessionNo, within: 'everywhere' });
      return signUps.filter((s) => s.state === 'confirmed').map((s) => s.volunteerNo);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'SESSION.UNKNOWN') return [];
      throw error;
    }
  }
}
