import { Outbox } from '#feed';
import { delay } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases, Transactions, type View } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import type { Logger } from 'pino';
import { PersonRepository } from '../persons/person.repository.js';
import type { Person } from '../persons/persons.js';
import { RecordRepository } from '../records/record.repository.js';
import { AttendanceFacts } from './facts.js';
import { type MarkDocument, Marks, type Pace, PACES, type Waiting } from './marks.js';

/** Marks of one pass, persons of one transaction, and transactions at once: while one writes, the other judges. */
const MARKS_A_PASS = 300;
const PERSONS_A_TRANSACTION = 500;
const AT_ONCE = 2;
/** What was marked here is seen at once; this long until what another replica marked is. */
const POLL_MS = 400;

/** Changes are gathered until they pause, but not longer than the other; parts of something large may wait for the rest of it. */
const GATHERED: Readonly<Record<Pace, { readonly pauseMs: number; readonly longestMs: number }>> = {
  soon: { pauseMs: 80, longestMs: 1_000 },
  bulk: { pauseMs: 350, longestMs: 12_000 },
  numbers: { pauseMs: 200, longestMs: 800 },
};

/** When marks are due: after a pause, or when they have waited long enough. Numbers go with records that come in bulk, which would be derived twice. */
function dueAt(waiting: Partial<Record<Pace, Waiting>>): number {
  const due = PACES.filter((pace) => pace !== 'numbers' || waiting.bulk === undefined).map((pace) => {
    const { oldest = Infinity, newest = Infinity } = waiting[pace] ?? {};
    return Math.min(newest + GATHERED[pace].pauseMs, oldest + GATHERED[pace].longestMs);
  });
  return Math.min(...due);
}

/** Derives what the marks name: whole persons, from the ledger. One replica at a time. */
@Injectable()
export class Settler extends LeasedTask {
  constructor(
    private readonly marks: Marks,
    private readonly facts: AttendanceFacts,
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
        if (await this.isTime(held)) await this.settle(held);
      } catch (err) {
        this.log.warn({ err: String(err) }, 'settling will be tried again');
        await delay(200, held);
      }
    }
  }

  /** Waits until what is coming in has come in; false where there is nothing to do. */
  private async isTime(held: AbortSignal): Promise<boolean> {
    while (!held.aborted) {
      const wait = dueAt(await this.marks.waiting()) - Date.now();
      if (wait === Infinity) return false;
      if (wait <= 0) return true;
      await delay(Math.min(wait, POLL_MS), held);
    }
    return false;
  }

  /** Settles the marks that are there; of those that come meanwhile the next round takes many at once. */
  private async settle(held: AbortSignal): Promise<void> {
    for (let full = true; full && !held.aborted;) {
      full = await this.transactions.view(
        (session) => this.marks.oldest(MARKS_A_PASS, session),
        async (view, marks) => {
          if (marks.length > 0) await this.settleMarks(marks, view, held);
          return marks.length === MARKS_A_PASS;
        },
      );
    }
  }

  /** @param view of after the marks' transactions */
  private async settleMarks(marks: readonly MarkDocument[], view: View, held: AbortSignal): Promise<void> {
    const persons = await this.personsOf(marks, view.session);
    const since = Math.min(...marks.map((m) => m.since.getTime()));
    for (let i = 0; i < persons.length; i += PERSONS_A_TRANSACTION * AT_ONCE) {
      if (held.aborted) return;
      await Promise.all(
        Array.from({ length: AT_ONCE }, (_, n) => i + n * PERSONS_A_TRANSACTION).map((from) =>
          this.derive(persons.slice(from, from + PERSONS_A_TRANSACTION), since, view),
        ),
      );
      this.outbox.added.wake();
    }
    // The marks go last: until then everything named by them may be derived once more.
    await this.transactions.run((session) => this.marks.remove(marks, session));
  }

  private async derive(persons: readonly Person[], since: number, view: View): Promise<void> {
    if (persons.length === 0) return;
    const facts = await this.facts.ofPersons(persons, view);
    await this.transactions.run((session) => this.outbox.add(session, facts, since));
  }

  /** Everybody whose attendances rest on what the marks name. */
  private async personsOf(marks: readonly MarkDocument[], session: ClientSession): Promise<Person[]> {
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
    const named = await this.persons.some([...new Set(marks.flatMap((m) => m.persons ?? []))], session);
    const persons = new Map(named.map((p) => [p.id, p]));
    for (const p of await this.persons.ofNumbers(numbers, session)) persons.set(p.id, p);
    return [...persons.values()];
  }

  /** The numbers in all contents of some records, and in the records that those annul. */
  private async numbersOfRecords(ids: readonly string[], session: ClientSession): Promise<Set<string>> {
    const contents = await this.records.contentsOf([...new Set(ids)], session);
    const annulled = contents.flatMap((d) => (d.annuls === undefined ? [] : [d.annuls]));
    const targets = await this.records.contentsOf([...new Set(annulled)], session);
    return new Set([...contents, ...targets].map((d) => d.volunteerNo));
  }
}
