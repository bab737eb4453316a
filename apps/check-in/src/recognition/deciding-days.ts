import { covers, decidingDivision } from '#access';
import { type checkIn, type ParsedInputOf, type RecognisedDay } from '#contracts';
import { Outbox } from '#feed';
import { Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { type Actor, Actors } from '../actors/actors.js';
import type { Person } from '../persons/persons.js';
import { decideDay, factOf, holding, holdingOn, standingAt } from './decided.js';
import { type DecisionDocument, DecisionRepository } from './decision.repository.js';
import { RecognisedHoursReader } from './recognised-hours.js';

type Asked = ParsedInputOf<typeof checkIn.recognition.decide>;

/** Decides about days of persons beyond what is recognised at once. */
@Injectable()
export class DecidingDays {
  constructor(
    private readonly hours: RecognisedHoursReader,
    private readonly decisions: DecisionRepository,
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
    private readonly actors: Actors,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError as the contract says */
  async decide(asked: Asked): Promise<RecognisedDay> {
    const { volunteerNo, day, level, within } = asked;
    const unknown = new DomainError('RECOGNITION.UNKNOWN', { volunteerNo, day });
    const before = await this.hours.days(volunteerNo);
    const known = before?.days.find((d) => d.day === day);
    if (before === undefined || known === undefined) throw unknown;
    if (!covers(within, { division: decidingDivision(level, before.placesOf(day)), teams: [] })) throw unknown;
    const by = await this.actors.of(asked.by);
    if (await this.actors.isSamePerson(by, await this.actors.ofVolunteer(volunteerNo)))
      throw new DomainError('RECOGNITION.OWN_HOURS');
    await this.transactions.run((session) => this.add(asked, { person: before.person, known, actor: by }, session));
    this.outbox.added.wake();
    const after = (await this.hours.days(volunteerNo))?.days.find((d) => d.day === day);
    if (after === undefined) throw unknown;
    return after;
  }

  private async add(
    asked: Asked,
    { person, known, actor }: { readonly person: Person; readonly known: RecognisedDay; readonly actor: Actor },
    session: ClientSession,
  ): Promise<void> {
    const { day, level, decision, minutes, because, by: account } = asked;
    const _id = asked.id.toLowerCase();
    const there = await this.decisions.find(_id, session);
    if (there !== null) {
      if (!this.isSame(there, asked, person)) throw new DomainError('ATTENDANCE.ID_REUSED', { id: _id });
      return;
    }
    const before = (await this.decisions.ofNumbers(person.numbers, session)).filter((d) => d.day === day);
    const decided = holdingOn(day, holding(before));
    const found = decideDay(asked, { minutes: known.minutes, limits: known.limits, decided });
    if ('refusal' in found) throw new DomainError(found.refusal, { minutes: known.minutes, day });
    if (decision !== 'withdrawn')
      await this.twoPersons(actor, standingAt(before, level === 'county' ? 'parent' : 'county'));
    const n = 1 + Math.max(0, ...before.filter((d) => d.level === level).map((d) => d.n));
    // Under one of a person's numbers, so that two who decide at once conflict.
    const volunteerNo = person.numbers.toSorted()[0] ?? asked.volunteerNo;
    const at = new Date(this.clock.now());
    const { approved } = found;
    const made = { ...{ _id, volunteerNo, day, level, n, decision, minutes, approved }, account, name: actor.name, at };
    await this.decisions.add(made, because, session);
    await this.outbox.add(session, [factOf(made)]);
  }

  /** The county's approval is worth something beside the parent organisation's only if it is another person's. @throws DomainError `RECOGNITION.SAME_PERSON` */
  private async twoPersons(by: Actor, other: DecisionDocument | undefined): Promise<void> {
    if (other === undefined) return;
    // As he was called then, and as he is known now.
    for (const one of [{ account: '', name: other.name, volunteerNo: '' }, await this.actors.of(other.account)])
      if (await this.actors.isSamePerson(by, one)) throw new DomainError('RECOGNITION.SAME_PERSON');
  }

  private isSame(there: DecisionDocument, asked: Asked, person: Person): boolean {
    return (
      person.numbers.includes(there.volunteerNo) &&
      there.day === asked.day &&
      there.level === asked.level &&
      there.decision === asked.decision &&
      there.minutes === asked.minutes &&
      there.account === asked.by &&
      this.decisions.because(there) === asked.because
    );
  }
}
