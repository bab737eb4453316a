import { FeedSnapshot } from '#feed';
import { Injectable } from '@nestjs/common';
import { FollowedRepository } from '../follow/followed.repository.js';
import { PersonRepository } from '../persons/person.repository.js';
import { attendanceFact } from './facts.js';
import { Marks } from './marks.js';

const PAGE = 1_000;

/** All attendances, by person. */
@Injectable()
export class AttendancesSnapshot extends FeedSnapshot {
  constructor(
    private readonly persons: PersonRepository,
    private readonly followed: FollowedRepository,
    private readonly marks: Marks,
  ) {
    super();
  }

  async page(after: string | null) {
    const page = await this.persons.attending(after ?? '', PAGE);
    const facts = page.map((p) => attendanceFact(p._id, p.rev, p.attendances));
    return { facts, next: page.length < PAGE ? null : (page.at(-1)?._id ?? null) };
  }

  /** The copies first: what they bring leaves a mark, and a mark that is gone is in the outbox. */
  override async settledBefore(): Promise<number> {
    const copies = await this.followed.asOf();
    return Math.min(copies, await this.marks.since());
  }
}
