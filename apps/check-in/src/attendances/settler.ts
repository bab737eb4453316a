import type { AttendanceFact } from '#contracts';
import { Outbox } from '#feed';
import { delay } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases, Transactions } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import type { Logger } from 'pino';
import { newerFacts } from '../follow/newer-facts.js';
import { PersonRepository } from '../persons/person.repository.js';
import { RecordRepository } from '../records/record.repository.js';
import { type Basis, BasisRepository, sameBasis } from './basis.js';
import { attendanceFact } from './facts.js';
import { Histories } from './histories.js';
import { type MarkDocument, Marks, type Waiting } from './marks.js';

/** Marks of one pass, persons of one transaction, and transactions at once: while one writes, the other judges. */
const MARKS_A_PASS = 300;
const PERSONS_A_TRANSACTION = 500;
const AT_ONCE = 2;
const POLL_MS = 200;
/** Changes are gathered until they pause, but not longer than the other; parts of something large may wait for the rest of it. */
const SINGLE = { pauseMs: 80, longestMs: 400 };
const BULK = { pauseMs: 350, longestMs: 12_000 };
const REST_MS = 500;

/** When marks are due: after a pause, or when they have waited long enough. */
const dueAt = ({ oldest, newest }: Waiting, { pauseMs, longestMs }: typeof SINGLE): number =>
  Math.min(newest + pauseMs, oldest + longestMs);

/** Derives anew what the marks name: whole persons, from the ledger. One replica at a time. */
@Injectable()
export class Settler extends LeasedTask {
  constructor(
    private readonly marks: Marks,
    private readonly basis: BasisRepository,
    private readonly histories: Histories,
    private readonly records: RecordRepository,
    private readonly persons: PersonRepository,
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'settler');
  }

  protected async work(held: AbortSignal): Promise<void> {
    while (!held.aborted) {
      try {
        await this.marks.added.wait(POLL_MS, held);
        if (await this.isTime(held)) await this.settleAndRest(held);
      } catch (err) {
        this.log.warn({ err: String(err) }, 'settling will be tried again');
        await delay(200, held);
      }
    }
  }

  /** Waits until what is coming in has come in; false where there is nothing to do. */
  private async isTime(held: AbortSignal): Promise<boolean> {
    while (!held.aborted) {
      const { bulk, single } = await this.marks.waiting();
      const due = Math.min(single ? dueAt(single, SINGLE) : Infinity, bulk ? dueAt(bulk, BULK) : Infinity);
      const wait = due - Date.now();
      if (wait === Infinity) return false;
      if (wait <= 0) return true;
      await delay(Math.min(wait, POLL_MS), held);
    }
    return false;
  }

  /** Rests as long as it worked, within bounds, so that while much is recorded half of the time is left for that. */
  private async settleAndRest(held: AbortSignal): Promise<void> {
    const before = performance.now();
    await this.settle(held);
    await delay(Math.min(performance.now() - before, REST_MS), held);
  }

  /** Settles the marks that are there; of those that come meanwhile the next round takes many at once. */
  private async settle(held: AbortSignal): Promise<void> {
    for (;;) {
      // Marks and what they name are read from one snapshot: a mark is never seen without the records it was made for.
      const { marks, persons } = await this.transactions.run(async (session) => {
        const oldest = await this.marks.oldest(MARKS_A_PASS, session);
        return { marks: oldest, persons: await this.personsOf(oldest, await this.basis.read(session), session) };
      });
      if (marks.length === 0) return;
      const since = Math.min(...marks.map((m) => m.since.getTime()));
      for (let i = 0; i < persons.length && !held.aborted; i += PERSONS_A_TRANSACTION * AT_ONCE) {
        await Promise.all(
          Array.from({ length: AT_ONCE }, (_, n) => i + n * PERSONS_A_TRANSACTION).map((from) =>
            this.derive(persons.slice(from, from + PERSONS_A_TRANSACTION), since),
          ),
        );
        this.outbox.added.wake();
      }
      if (held.aborted) return;
      // The marks go last: until then everything named by them may be derived once more.
      await this.transactions.run(async (session) => {
        await this.tell(marks, since, session);
        await this.marks.remove(marks, session);
      });
      this.outbox.added.wake();
      if (marks.length < MARKS_A_PASS) return;
    }
  }

  private async derive(ids: readonly string[], since: number): Promise<void> {
    if (ids.length === 0) return;
    await this.transactions.run(async (session) => {
      const basis = await this.basis.read(session);
      const persons = await this.persons.some(ids, session);
      const judged = await this.histories.ofPersons(persons, { session, basis });
      const changed = await this.persons.restate(persons, judged, session);
      const facts = changed.map((p) => attendanceFact(p._id, p.rev, p.attendances));
      await this.outbox.add(session, facts, since);
    });
  }

  /** Tells what the transactions of the marks have derived, of each person the last. */
  private async tell(marks: readonly MarkDocument[], since: number, session: ClientSession): Promise<void> {
    const facts = marks.flatMap((m) => m.facts ?? []).map((text) => JSON.parse(text) as AttendanceFact);
    await this.outbox.add(session, newerFacts(facts, new Map()), since);
  }

  /** Everybody whose attendances rest on what the marks name, except those derived already from what still holds. */
  private async personsOf(marks: readonly MarkDocument[], basis: Basis, session: ClientSession): Promise<string[]> {
    const numbers = new Set(marks.flatMap((m) => m.attended ?? []));
    // Most numbers that become known have no records yet; a record that comes later has a mark of its own.
    const known = [...new Set(marks.flatMap((m) => m.numbers ?? []))];
    for (const n of await this.records.numbersAmong(known, session)) numbers.add(n);
    for (const n of await this.numbersOfRecords(
      marks.flatMap((m) => m.recordIds ?? []),
      session,
    ))
      numbers.add(n);
    const sessions = [...new Set(marks.flatMap((m) => m.sessions ?? []))];
    for (const n of await this.records.numbersAtSessions(sessions, session)) numbers.add(n);
    const persons = new Set(
      marks.flatMap((m) => (m.basis !== undefined && sameBasis(m.basis, basis) ? [] : (m.persons ?? []))),
    );
    for (const { _id } of await this.persons.ofNumbers([...numbers], session)) persons.add(_id);
    return [...persons];
  }

  /** The numbers in all contents of some records, and in the records that those annul. */
  private async numbersOfRecords(ids: readonly string[], session: ClientSession): Promise<Set<string>> {
    const contents = await this.records.contentsOf([...new Set(ids)], session);
    const annulled = contents.flatMap((d) => (d.annuls === undefined ? [] : [d.annuls]));
    const targets = await this.records.contentsOf([...new Set(annulled)], session);
    return new Set([...contents, ...targets].map((d) => d.volunteerNo));
  }
}
