import { FeedSnapshot } from '#feed';
import { pieces } from '#kernel';
import { Injectable } from '@nestjs/common';
import { FollowedRepository } from '../follow/followed.repository.js';
import { PersonRepository } from '../persons/person.repository.js';
import { attendanceFact } from './facts.js';
import { Marks } from './marks.js';

/** Persons of one page, and attendances of theirs: an answer must fit into one message. */
const PERSONS = 1_000;
const ATTENDANCES = 20_000;

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
    const found = await this.persons.attending(after ?? '', PERSONS);
    const [page = []] = pieces(found, (p) => p.attendances.length, ATTENDANCES);
    const facts = page.map((p) => attendanceFact(p._id, p.rev, p.attendances));
    return { facts, next: found.length < PERSONS && page.length === found.length ? null : (page.at(-1)?._id ?? null) };
  }

  /** The copies first: what they bring leaves a mark, and a mark that is gone is in the outbox. */
  override async settledBefore(): Promise<number> {
    const copies = await this.followed.asOf();
    return Math.min(copies, await this.marks.since());
  }
}
