import { FeedSnapshot } from '#feed';
import { ImportJobs } from '#imports';
import { pieces } from '#kernel';
import { Injectable } from '@nestjs/common';
import type { DecisionFact, RecordFact } from '#contracts';
import { factOf as decisionFactOf } from '../recognition/decided.js';
import { DecisionRepository } from '../recognition/decision.repository.js';
import { factOf, revOf } from './record-facts.js';
import { type JudgedDocument, RecordRepository, toRecord } from './record.repository.js';
import { StandingRecords } from './standing-records.js';

/** Facts of one page, about a quarter of a kilobyte each, and at most about how many characters of them: a page must fit into one message. */
const A_PAGE = 4_000;
const PAGE_CHARACTERS = 2_000_000;
/** Characters of a fact beside what a file says, which may be of any length. */
const BESIDE = 250;
/** A cursor is an id behind one of these. */
const RECORDS = 'records ';
const DECISIONS = 'decisions ';

/** The ledger as it stands: records first, then what was decided about days. */
@Injectable()
export class LedgerSnapshot extends FeedSnapshot {
  constructor(
    private readonly records: RecordRepository,
    private readonly standing: StandingRecords,
    private readonly decisions: DecisionRepository,
    private readonly imports: ImportJobs,
  ) {
    super();
  }

  async page(after: string | null): Promise<{ facts: (RecordFact | DecisionFact)[]; next: string | null }> {
    if (after?.startsWith(DECISIONS) === true) {
      const made = await this.decisions.after(after.slice(DECISIONS.length), A_PAGE);
      return { facts: made.map(decisionFactOf), next: made.length < A_PAGE ? null : DECISIONS + idOfLast(made) };
    }
    const found = await this.records.after((after ?? RECORDS).slice(RECORDS.length), A_PAGE);
    const [first = []] = pieces(found, lengthOf, PAGE_CHARACTERS);
    const facts = await this.factsOf(first);
    const isLast = first.length === found.length && found.length < A_PAGE;
    return { facts, next: isLast ? DECISIONS : RECORDS + idOfLast(first) };
  }

  /** What is kept is in the outbox; of files that were acknowledged some rows may still wait for their turn. */
  override settledBefore(): Promise<number> {
    return this.imports.openSince();
  }

  /** What stands under the ids of some first contents. One that changes meanwhile has a lower revision here than it deserves, and is told anew. */
  private async factsOf(first: readonly JudgedDocument[]): Promise<RecordFact[]> {
    const stand = await this.standing.of(first.filter((d) => d.contested === true).map((d) => d._id));
    return first.map((d) => factOf(stand.get(d._id)?.record ?? toRecord(d), revOf(d)));
  }
}

const lengthOf = ({ sessionNo, volunteerNo, annuls = '' }: JudgedDocument): number =>
  BESIDE + sessionNo.length + volunteerNo.length + annuls.length;

const idOfLast = (page: readonly { readonly _id: string }[]): string => page.at(-1)?._id ?? '';
