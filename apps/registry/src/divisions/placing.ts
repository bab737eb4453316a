import { DomainError } from '#kernel';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { DivisionActRepository } from './division-act.repository.js';
import { type DivisionDocument, DivisionRepository } from './division.repository.js';

/** A division that has ended, and the one to which it leads now. */
export interface EndedDivision {
  readonly division: string;
  readonly endedOn: string;
  readonly heir: string;
  readonly heirName: string;
}

/** Where something new may be placed: in no division that has ended (docs/adr/0019). */
@Injectable()
export class Placing {
  constructor(
    private readonly divisions: DivisionRepository,
    private readonly acts: DivisionActRepository,
  ) {}

  /**
   * The division in which a person or a team is placed by this transaction; whoever ends it at the same time conflicts.
   * @throws DomainError `DIVISION.UNKNOWN`, or `DIVISION.ENDED` with the heir
   */
  async in(code: string, session: ClientSession): Promise<DivisionDocument> {
    const found = (await this.divisions.lock([code], session)).get(code);
    if (found === undefined) throw new DomainError('DIVISION.UNKNOWN', { division: code });
    await this.assertOpen(found, session);
    return found;
  }

  /** @throws DomainError `DIVISION.ENDED` with the heir */
  async assertOpen(division: DivisionDocument, session?: ClientSession): Promise<void> {
    if (division.endedOn === undefined) return;
    const [ended] = await this.endedOf([division], session);
    throw new DomainError('DIVISION.ENDED', { ...ended });
  }

  /** Those of some divisions that have ended. */
  async ended(codes: readonly string[]): Promise<EndedDivision[]> {
    return this.endedOf(await this.divisions.ended(codes));
  }

  private async endedOf(found: readonly DivisionDocument[], session?: ClientSession): Promise<EndedDivision[]> {
    if (found.length === 0) return [];
    const homeOf = await this.acts.homes(session);
    const ended = found.map(({ _id: division, endedOn = '' }) => ({ division, endedOn, heir: homeOf(division, null) }));
    const names = await this.divisions.names(
      ended.map((e) => e.heir),
      session,
    );
    return ended.map((e) => ({ ...e, heirName: names.get(e.heir) ?? '' }));
  }
}
