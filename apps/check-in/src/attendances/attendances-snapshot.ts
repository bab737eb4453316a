import { FeedSnapshot } from '#feed';
import { ImportJobs } from '#imports';
import { Injectable } from '@nestjs/common';
import { FollowedRepository } from '../follow/followed.repository.js';
import { Marks } from './marks.js';
import { Recount } from './recount.js';

/** All attendances, by person: they are stored nowhere but follow from the records whenever somebody asks. */
@Injectable()
export class AttendancesSnapshot extends FeedSnapshot {
  constructor(
    private readonly recount: Recount,
    private readonly followed: FollowedRepository,
    private readonly marks: Marks,
    private readonly imports: ImportJobs,
  ) {
    super();
  }

  page(after: string | null) {
    return this.recount.page(after);
  }

  /** Imports and copies first: what they bring leaves a mark, and a mark that is gone is in the outbox. */
  override async settledBefore(): Promise<number> {
    const [imports, copies] = await Promise.all([this.imports.openSince(), this.followed.asOf()]);
    return Math.min(imports, copies, await this.marks.since());
  }
}
