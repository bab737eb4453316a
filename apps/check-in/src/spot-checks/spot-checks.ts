import { covers } from '#access';
import type { checkIn, ParsedInputOf, Scope } from '#contracts';
import { Clock, DomainError, pieces } from '#kernel';
import { Injectable } from '@nestjs/common';
import { randomBytes, randomUUID } from 'node:crypto';
import { HistoryReader } from '../attendances/histories.js';
import { type SessionCopy, SessionRepository } from '../follow/session.repository.js';
import { PersonRepository } from '../persons/person.repository.js';
import { personByNumber } from '../persons/persons.js';
import { RecordRepository } from '../records/record.repository.js';
import { inDrawnOrder } from './drawing.js';
import { type SpotCheckDocument, SpotCheckRepository } from './spot-check.repository.js';

type Asked = ParsedInputOf<typeof checkIn.spotChecks.draw>;
type Drawn = NonNullable<SpotCheckDocument['drawn']>[number];

/** Sessions whose numbers are read at once. */
const SESSIONS_AT_ONCE = 500;
const SEED_BYTES = 32;

/** Draws samples of attendances for spot checks. */
@Injectable()
export class SpotChecks {
  constructor(
    private readonly spotChecks: SpotCheckRepository,
    private readonly sessions: SessionRepository,
    private readonly records: RecordRepository,
    private readonly persons: PersonRepository,
    private readonly histories: HistoryReader,
    private readonly clock: Clock,
  ) {}

  /** The seed is on disk before anything is read; drawn again it would give the same of the same records. @throws DomainError `AUTH.OUT_OF_SCOPE` */
  async draw({ from, until, size, by, within, ...asked }: Asked): Promise<SpotCheckDocument> {
    const division = divisionOf(asked.division, within);
    const document: SpotCheckDocument = {
      ...{ _id: randomUUID(), seed: randomBytes(SEED_BYTES).toString('hex'), division, size, by },
      ...{ from: new Date(from), until: new Date(until), at: new Date(this.clock.now()) },
    };
    await this.spotChecks.add(document);
    const drawn = await this.sample(document);
    await this.spotChecks.keepDrawn(document._id, drawn);
    return { ...document, drawn };
  }

  /** In the order in which the seed draws them; whoever has records at a session and no attendance is passed over. */
  private async sample({ seed, from, until, division, size }: SpotCheckDocument): Promise<Drawn[]> {
    const sessions = await this.sessions.starting(from, until, division);
    const sessionOf = new Map(sessions.map((s) => [s._id, s]));
    const waiting = inDrawnOrder(seed, await this.candidates([...sessionOf.keys()]));
    const drawn: Drawn[] = [];
    for (const some of pieces(waiting, () => 1, size)) {
      for (const found of await Promise.all(some.map((key) => this.attendance(key, sessionOf))))
        if (found !== undefined && drawn.length < size) drawn.push({ ...found, recordKey: String(drawn.length + 1) });
      if (drawn.length === size) break;
    }
    return drawn;
  }

  /** Everybody with a record at each of some sessions, as `[session, person]`. */
  private async candidates(sessionNos: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const some of pieces(sessionNos, () => 1, SESSIONS_AT_ONCE)) {
      const pairs = await this.records.numbersBySession(some);
      const numbers = new Set(pairs.map((p) => p.volunteerNo));
      const personOf = personByNumber(await this.persons.ofNumbers(numbers));
      for (const { sessionNo, volunteerNo } of pairs) {
        const person = personOf.get(volunteerNo);
        if (person !== undefined) found.add(JSON.stringify([sessionNo, person]));
      }
    }
    return found;
  }

  private async attendance(
    candidate: string,
    sessionOf: ReadonlyMap<string, SessionCopy>,
  ): Promise<Omit<Drawn, 'recordKey'> | undefined> {
    const [sessionNo, id] = JSON.parse(candidate) as [string, string];
    const session = sessionOf.get(sessionNo);
    const { numbers } = this.persons.byItsId(id);
    const { judgements, records } = await this.histories.atSessions(numbers, [sessionNo]);
    const attendance = judgements.get(id)?.attendances[0];
    const first = records.get(id)?.find((r) => r.occurredAt === attendance?.checkedInAt && r.kind === 'check-in');
    if (session === undefined || attendance === undefined || first === undefined) return undefined;
    return {
      ...{ sessionNo, sessionName: session.name, startsAt: session.startsAt, volunteerNo: first.volunteerNo },
      evidence: attendance.evidence,
      checkedInAt: new Date(attendance.checkedInAt),
      checkedOutAt: attendance.checkedOutAt === undefined ? null : new Date(attendance.checkedOutAt),
      findings: [],
    };
  }
}

/** The division that is asked for, or the caller's where he names none and has one alone. @throws DomainError `AUTH.OUT_OF_SCOPE` */
function divisionOf(asked: string, within: Scope): string {
  if (within === 'everywhere') return asked;
  const [own, ...others] = within.divisions;
  const division = asked === '' && others.length === 0 ? (own ?? '') : asked;
  if (!covers(within, { division, teams: [] })) throw new DomainError('AUTH.OUT_OF_SCOPE');
  return division;
}
