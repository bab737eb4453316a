import { covers } from '#access';
import type {
  DivisionActKind,
  DivisionDone,
  DivisionLevel,
  DivisionView,
  ParsedInputOf,
  registry,
  Scope,
} from '#contracts';
import { Outbox } from '#feed';
import { chinaDay, Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { divisionFact } from '../feed/facts.js';
import { Belongings, type Gone } from './belongings.js';
import { type DivisionActDocument, DivisionActRepository } from './division-act.repository.js';
import { type DivisionDocument, DivisionRepository } from './division.repository.js';
import { Divisions } from './divisions.js';
import type { Going } from './homes.js';
import { Placing } from './placing.js';

type Contracts = typeof registry.divisions;
type Approved = Pick<ParsedInputOf<Contracts['end']>, 'from' | 'document' | 'because' | 'by' | 'within'>;
type Target = ParsedInputOf<Contracts['move']>['to'];

/** What is to be done with divisions: who ends, who is founded, and who goes where. */
interface Act {
  readonly kind: DivisionActKind;
  readonly level: DivisionLevel;
  /** Those that end, all with the same heir. */
  readonly ends: readonly string[];
  readonly heir: string | null;
  /** Those to which something goes, or that are only founded; with a name they are founded. */
  readonly targets: readonly Target[];
  readonly goings: readonly Going[];
  /** One that is divided and goes on. */
  readonly divided?: string;
}

/** Digits of a code by level: county 6, township 9, village 12; each begins with the code in which it lies. */
const DIGITS = { county: 6, township: 9, village: 12 } as const;

/**
 * Founding, merging, moving, splitting and ending divisions (docs/adr/0019). Each is one transaction with all people and teams that it concerns.
 * @throws DomainError `AUTH.OUT_OF_SCOPE`, `DIVISION.UNKNOWN`, `DIVISION.ENDED`, `DIVISION.CODE_TAKEN`, `DIVISION.NOT_FITTING`, `DIVISION.DAY_REFUSED`
 */
@Injectable()
export class Reorganising {
  constructor(
    private readonly divisions: DivisionRepository,
    private readonly acts: DivisionActRepository,
    private readonly placing: Placing,
    private readonly belongings: Belongings,
    private readonly shown: Divisions,
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async found({ code, name, ...approved }: ParsedInputOf<Contracts['found']>): Promise<DivisionView> {
    const level = code.length === DIGITS.township ? 'township' : 'village';
    const act = { kind: 'found', level, ends: [], heir: null, targets: [{ code, name }], goings: [] } as const;
    await this.run(act, approved);
    return this.shown.find(code, null);
  }

  async merge({ code, with: others, into, ...approved }: ParsedInputOf<Contracts['merge']>): Promise<DivisionDone> {
    const ends = [...new Set([code, ...others])];
    const goings = ends.map((from): Going => ({ from, to: into.code }));
    return this.done(
      code,
      { kind: 'merge', level: 'village', ends, heir: into.code, targets: [into], goings },
      approved,
    );
  }

  async move({ code, to, ...approved }: ParsedInputOf<Contracts['move']>): Promise<DivisionDone> {
    assertWithin([code, to.code], approved.within);
    const inSameTownship = to.code.slice(0, DIGITS.township) === code.slice(0, DIGITS.township);
    if (inSameTownship) throw new DomainError('DIVISION.NOT_FITTING', { division: to.code });
    // A village that moves is the same village: it keeps its name where no other is given, and its code there is always a new one.
    const name = to.name ?? (await this.shown.find(code, null)).name;
    const goings = [{ from: code, to: to.code }];
    const targets = [{ code: to.code, name }];
    return this.done(code, { kind: 'move', level: 'village', ends: [code], heir: to.code, targets, goings }, approved);
  }

  async split({ code, parts, rest, ...approved }: ParsedInputOf<Contracts['split']>): Promise<DivisionDone> {
    const codes = new Set(parts.map((p) => p.code));
    assertWithin([code, ...codes], approved.within);
    if (codes.size < parts.length || (rest !== null && !codes.has(rest)))
      throw new DomainError('DIVISION.NOT_FITTING', { division: rest ?? code });
    const goings: Going[] = parts.map((part) => ({
      from: code,
      to: part.code,
      only: { volunteerNos: new Set(part.volunteerNos), teamNos: new Set(part.teamNos) },
    }));
    if (rest !== null) goings.push({ from: code, to: rest });
    const targets = parts.map(({ code: to, name }): Target => ({ code: to, name }));
    const ends = rest === null ? [] : [code];
    const act = { kind: 'split', level: 'village', ends, heir: rest, targets, goings, divided: code } as const;
    return this.done(code, act, approved);
  }

  async end({ code, into, ...approved }: ParsedInputOf<Contracts['end']>): Promise<DivisionDone> {
    const goings = [{ from: code, to: into }];
    const act = {
      kind: 'end',
      level: 'township',
      ends: [code],
      heir: into,
      targets: [{ code: into }],
      goings,
    } as const;
    return this.done(code, act, approved);
  }

  private async done(code: string, act: Act, approved: Approved): Promise<DivisionDone> {
    const moved = await this.run(act, approved);
    return { ...(await this.shown.find(code, null)), moved };
  }

  private async run(act: Act, { from, ...approved }: Approved): Promise<DivisionDone['moved']> {
    const { by, within } = approved;
    const concerned = [
      ...new Set([...act.ends, ...act.targets.map((t) => t.code), ...(act.divided ? [act.divided] : [])]),
    ];
    assertWithin(concerned, within);
    const today = chinaDay(this.clock.now());
    const moved = await this.transactions.run(async (session) => {
      await this.belongings.hold(session);
      const before = await this.acts.all(session);
      const there = await this.divisions.lock(concerned, session);
      const on = dayOf(from ?? today, { today, concerned, before, there });
      const founded = await this.foundable(act, there, session);
      await this.assertEnding(act, there, session);
      const fresh = founded.map((d) => ({ ...d, by, foundedOn: on }));
      const facts = await this.divisions.add(fresh, session);
      const goings: DivisionActDocument['goings'] = [];
      const gone: Gone[] = [];
      for (const going of act.goings) {
        const went = await this.belongings.go(going, { on, by }, session);
        gone.push(went);
        const { from: left, to } = going;
        // Who is named stands in the act with all his numbers: a later file goes by it.
        const named = { volunteerNos: [...went.volunteerNos], teamNos: [...went.teamNos] };
        goings.push({ from: left, to, ...(going.only === undefined ? {} : named) });
      }
      for (const code of act.ends) {
        const division = there.get(code);
        if (division === undefined || act.heir === null) continue;
        facts.push(await this.divisions.change(division, { endedOn: on, heir: act.heir, by }, on, session));
      }
      const { document, because } = approved;
      const _id = (before.at(-1)?._id ?? 0) + 1;
      const at = new Date(this.clock.now());
      await this.acts.add(
        { _id, kind: act.kind, on, document, because, by, at, divisions: concerned, goings },
        session,
      );
      await this.outbox.add(session, facts.map(divisionFact));
      return {
        volunteers: gone.reduce((sum, g) => sum + g.volunteerNos.length, 0),
        teams: gone.reduce((sum, g) => sum + g.teamNos.length, 0),
      };
    });
    this.belongings.told();
    return moved;
  }

  /** The divisions that the act founds, each under a code that was never used and in a division that has not ended. The others must be there. */
  private async foundable({ level, targets, ends, divided }: Act, there: Known, session: ClientSession) {
    const founded: { _id: string; name: string; level: DivisionLevel; parent: string }[] = [];
    for (const { code, name } of targets) {
      if (!isCodeOf(level, code) || ends.includes(code) || code === divided)
        throw new DomainError('DIVISION.NOT_FITTING', { division: code });
      if (name === undefined) {
        await this.present(code, level, there, session);
        continue;
      }
      if (there.has(code)) throw new DomainError('DIVISION.CODE_TAKEN', { division: code });
      const parent = code.slice(0, level === 'township' ? DIGITS.county : DIGITS.township);
      const above = await this.placing.in(parent, session);
      if (above.level !== (level === 'township' ? 'county' : 'township'))
        throw new DomainError('DIVISION.NOT_FITTING', { division: code });
      founded.push({ _id: code, name, level, parent });
    }
    return founded;
  }

  /** What ends, or is divided, is there, of the level of the act, and has not ended; of a township no village is left. */
  private async assertEnding({ level, ends, divided }: Act, there: Known, session: ClientSession): Promise<void> {
    for (const code of [...ends, ...(divided === undefined ? [] : [divided])]) {
      await this.present(code, level, there, session);
      const village = level === 'township' ? await this.divisions.villageLeftIn(code, session) : undefined;
      if (village !== undefined) throw new DomainError('DIVISION.HAS_VILLAGES', { division: code, village });
    }
  }

  private async present(code: string, level: DivisionLevel, there: Known, session: ClientSession): Promise<void> {
    const division = there.get(code);
    if (division === undefined) throw new DomainError('DIVISION.UNKNOWN', { division: code });
    if (division.level !== level) throw new DomainError('DIVISION.NOT_FITTING', { division: code });
    await this.placing.assertOpen(division, session);
  }
}

type Known = ReadonlyMap<string, DivisionDocument>;

const isCodeOf = (level: DivisionLevel, code: string): boolean => code.length === DIGITS[level] && /^\d+$/.test(code);

function assertWithin(codes: readonly string[], within: Scope): void {
  if (!codes.every((division) => covers(within, { division, teams: [] }))) throw new DomainError('AUTH.OUT_OF_SCOPE');
}

/**
 * The day from which on an act holds: today or before, and not before anything that was done with one of the divisions it concerns, so that the order
 * of acts is that of their days. @throws DomainError `DIVISION.DAY_REFUSED`
 */
function dayOf(
  from: string,
  {
    today,
    concerned,
    before,
    there,
  }: {
    readonly today: string;
    readonly concerned: readonly string[];
    readonly before: readonly DivisionActDocument[];
    readonly there: Known;
  },
): string {
  const days = before.filter((act) => act.divisions.some((code) => concerned.includes(code))).map((act) => act.on);
  const earliest = [...days, ...[...there.values()].map((d) => d.foundedOn ?? '')].reduce(
    (a, b) => (a > b ? a : b),
    '',
  );
  if (from > today || from < earliest) throw new DomainError('DIVISION.DAY_REFUSED', { from, earliest, latest: today });
  return from;
}
