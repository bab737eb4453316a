import type { AuditEntry, AuditHead, NewAuditEntry, ParsedInputOf, registry, ReplyOf, Scope } from '#contracts';
import { Clock, Gatherer } from '#kernel';
import { Transactions } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { TeamRepository } from '../teams/team.repository.js';
import { AuditRepository } from './audit.repository.js';
import { BEFORE_FIRST, type Entry, firstBroken, type Head, link, type Mac, type Said, sealOf } from './chain.js';

/** Entries of one answer, and those that are followed at a time. */
const A_PAGE = 200;
const AT_A_TIME = 2_000;
/** Entries of one transaction, at most. */
const MOST = 500;

const CONTEXT = 'audit';

/** The audit log: who changed or saw what, in the order in which it was written, each entry chained to the one before it (OWASP ASVS 5.0, 16.2.1 and 16.4.2). */
@Injectable()
export class AuditLog {
  private readonly gatherer = new Gatherer<NewAuditEntry, number>((entries) => this.write(entries), {
    most: MOST,
    longestMs: 1,
    inFlight: 1,
  });
  private readonly mac: Mac = (text) => this.keys.authenticate(CONTEXT, text);

  constructor(
    private readonly entries: AuditRepository,
    private readonly teams: TeamRepository,
    private readonly keys: KeyRing,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** The numbers under which the entries are on disk. What arrives at the same time is written together. */
  append(entries: readonly NewAuditEntry[]): Promise<number[]> {
    return Promise.all(entries.map((entry) => this.gatherer.add(entry)));
  }

  async read(asked: ParsedInputOf<typeof registry.audit.read>): Promise<ReplyOf<typeof registry.audit.read>> {
    const found = await this.entries.page(asked, A_PAGE);
    return {
      entries: found.map((e) => this.opened(e)),
      next: found.length < A_PAGE ? null : (found.at(-1)?.seq ?? null),
    };
  }

  /**
   * Follows the log to where it ended when this began. It does not find that the whole database was set back to how it once was, unless `known` is a
   * head of later; and whoever has the master key can make any log.
   */
  async verify(known: AuditHead | null): Promise<ReplyOf<typeof registry.audit.verify>> {
    const kept = await this.entries.head();
    const end: Head = kept ?? BEFORE_FIRST;
    let last: Head = BEFORE_FIRST;
    for await (const some of this.entries.upTo(end.seq, AT_A_TIME)) {
      const brokenAt = firstBroken(last, some, this.mac);
      if (brokenAt !== null) return { head: { seq: end.seq, hash: end.hash }, brokenAt };
      last = some.at(-1) ?? last;
    }
    const head = { seq: last.seq, hash: last.hash };
    const isWhole = last.seq === end.seq && last.hash === end.hash;
    const isSealed = kept === null || kept.seal === sealOf(kept, this.mac);
    if (!isWhole || !isSealed) return { head, brokenAt: last.seq + 1 };
    // Without a head there can be no entries.
    if (kept === null && (await this.entries.find(1)) !== undefined) return { head, brokenAt: 1 };
    if (known !== null && !(await this.holds(known))) return { head, brokenAt: Math.min(known.seq, last.seq + 1) };
    return { head, brokenAt: null };
  }

  private async holds({ seq, hash }: AuditHead): Promise<boolean> {
    return seq === 0 || (await this.entries.find(seq))?.hash === hash;
  }

  private async write(entries: readonly NewAuditEntry[]): Promise<number[]> {
    const said = await this.said(entries);
    return this.transactions.run(async (session) => {
      const head = (await this.entries.head(session)) ?? BEFORE_FIRST;
      const linked = link(head, said, this.mac);
      const { seq, hash } = linked.at(-1) ?? head;
      await this.entries.append(linked, { seq, hash, seal: sealOf({ seq, hash }, this.mac) }, session);
      return linked.map((e) => e.seq);
    });
  }

  private async said(entries: readonly NewAuditEntry[]): Promise<Said[]> {
    const at = this.clock.now();
    const teams = entries.flatMap(({ within }) => (within === 'everywhere' ? [] : within.teams));
    const divisionOf = await this.teams.divisionsOf([...new Set(teams)]);
    return entries.map(({ within, because, by, act, targets, of, outcome }) => ({
      at,
      by: by.toWellFormed(),
      act: act.toWellFormed(),
      targets: targets.map((t) => t.toWellFormed()),
      ...placeOf(within, divisionOf),
      because: because === '' ? '' : this.keys.seal(Buffer.from(because), CONTEXT).toString('base64'),
      of,
      outcome: outcome.toWellFormed(),
    }));
  }

  private opened({ place, teams, because, targets, ...rest }: Entry): AuditEntry {
    const opened = because === '' ? '' : this.keys.unseal(Buffer.from(because, 'base64'), CONTEXT).toString();
    return { ...rest, targets: [...targets], because: opened };
  }
}

/** The smallest area, by the prefix that codes have in common, that takes in all where somebody may act; and the teams for which he may. */
function placeOf(within: Scope, divisionOf: ReadonlyMap<string, string>): Pick<Said, 'place' | 'teams'> {
  if (within === 'everywhere') return { place: '', teams: [] };
  const codes = [...within.divisions, ...within.teams.map((team) => divisionOf.get(team) ?? '')];
  return { place: codes.length === 0 ? '' : codes.reduce(commonPrefix), teams: within.teams };
}

function commonPrefix(a: string, b: string): string {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  return a.slice(0, n);
}
