import { FeedSnapshot } from '#feed';
import { Injectable } from '@nestjs/common';
import { FollowedRepository } from '../follow/followed.repository.js';
import { AttendanceRepository } from './attendance.repository.js';
import { attendanceFact } from './facts.js';
import { Marks } from './marks.js';

const PAGE = 1_000;

/** All attendances, by person. */
@Injectable()
export class AttendancesSnapshot extends FeedSnapshot {
  constructor(
    private readonly attendances: AttendanceRepository,
    private readonly followed: FollowedRepository,
    private readonly marks: Marks,
  ) {
    super();
  }

  async page(after: string | null) {
    const page = await this.attendances.page(after ?? '', PAGE);
    return { facts: page.map(attendanceFact), next: page.length < PAGE ? null : (page.at(-1)?._id ?? null) };
  }

  /** The copies first: what they bring leaves a mark, and a mark that is gone is in the outbox. */
  override async settledBefore(): Promise<number> {
    const copies = await this.followed.asOf();
    const marks = await this.marks.waiting();
    return Math.min(copies, marks?.oldest ?? Number.POSITIVE_INFINITY);
  }
}
