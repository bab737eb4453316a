import type { checkIn, ParsedInputOf } from '#contracts';
import { chinaDayStart, Clock, DAY_MS, DomainError } from '#kernel';
import { isDuplicateKey } from '#mongo';
import { PoliciesToday } from '#policies';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { type Actor, Actors } from '../actors/actors.js';
import { type DisputeDocument, DisputeRepository } from './dispute.repository.js';
import { isFitting } from './corrections.js';
import { type Subject, Subjects } from './subjects.js';

type Contracts = typeof checkIn.disputes;
type Asked = ParsedInputOf<Contracts['open']>;
type Own = ParsedInputOf<Contracts['withdraw']>;

/** What a volunteer, or who acts for him, does with disputes (《志愿服务记录与证明出具办法（试行）》: errors and omissions that he finds are looked into and mended in time). */
@Injectable()
export class Opening {
  constructor(
    private readonly disputes: DisputeRepository,
    private readonly subjects: Subjects,
    private readonly actors: Actors,
    private readonly policies: PoliciesToday,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `VOLUNTEER.UNKNOWN`, `RECORD.UNKNOWN`, `SESSION.UNKNOWN`, `DISPUTE.NOT_FITTING`, `DISPUTE.ALREADY_OPEN`, `DISPUTE.REJECTED_BEFORE`, `ATTENDANCE.ID_REUSED` */
  async open(asked: Asked): Promise<DisputeDocument> {
    const id = asked.id.toLowerCase();
    const { volunteerNo, claim, cameAt, leftAt, text } = asked;
    const person = await this.subjects.person(volunteerNo);
    const before = await this.disputes.find(id);
    if (before !== null) return this.same(before, asked);
    const subject = await this.subjects.of({
      person,
      recordId: asked.recordId.toLowerCase(),
      sessionNo: asked.sessionNo,
    });
    // What could not count in any case would take away what does.
    const { from, until } = subject.window;
    const isPossible = [cameAt, leftAt].every(
      (at) => at === null || (at >= from && at <= until && at <= this.clock.now()),
    );
    if (subject.isAnnulled || !isPossible || !isFitting({ claim, cameAt, leftAt }, subject.kind))
      throw new DomainError('DISPUTE.NOT_FITTING');
    const earlier = (await this.disputes.ofNumbers(person.numbers)).filter((d) => d.about === subject.about);
    const rejected = earlier.find((d) => d.state === 'rejected' && isSameClaim(d, asked));
    if (rejected !== undefined) throw new DomainError('DISPUTE.REJECTED_BEFORE', { id: rejected._id });
    const there = await this.disputes.addOnce(
      {
        ...{ _id: id, volunteerNo, claim, state: 'open', level: 'organiser', decisions: [] },
        ...placed(subject),
        records: { annulment: randomUUID(), checkIn: randomUUID(), checkOut: randomUUID() },
        cameAt: cameAt === null ? null : new Date(cameAt),
        leftAt: leftAt === null ? null : new Date(leftAt),
        ...{ opened: await this.actor(asked), openedAt: new Date(this.clock.now()), dueAt: await this.due() },
      },
      text,
    );
    if (there._id !== id) throw new DomainError('DISPUTE.ALREADY_OPEN', { id: there._id });
    return this.same(there, asked);
  }

  /** @throws DomainError `VOLUNTEER.UNKNOWN` */
  async ofVolunteer(volunteerNo: string): Promise<DisputeDocument[]> {
    return this.disputes.ofNumbers((await this.subjects.person(volunteerNo)).numbers);
  }

  /** @throws DomainError `DISPUTE.UNKNOWN`, `DISPUTE.DECIDED` */
  async withdraw(own: Own): Promise<DisputeDocument> {
    const { _id: id } = await this.get(own);
    await this.disputes.withdraw(id);
    const there = await this.get(own);
    if (there.state !== 'withdrawn') throw new DomainError('DISPUTE.DECIDED', { id });
    return there;
  }

  /** @throws DomainError `DISPUTE.UNKNOWN`, `DISPUTE.NO_APPEAL`, `DISPUTE.ALREADY_OPEN` */
  async appeal({ text, ...own }: ParsedInputOf<Contracts['appeal']>): Promise<DisputeDocument> {
    const { _id: id } = await this.get(own);
    const by = await this.actor(own);
    try {
      await this.disputes.appeal(id, { text, by, at: new Date(this.clock.now()), dueAt: await this.due() });
    } catch (error) {
      if (isDuplicateKey(error)) throw new DomainError('DISPUTE.ALREADY_OPEN', { id });
      throw error;
    }
    const there = await this.get(own);
    if (there.level !== 'office') throw new DomainError('DISPUTE.NO_APPEAL', { id });
    return there;
  }

  private async get({ id, volunteerNo }: Pick<Own, 'id' | 'volunteerNo'>): Promise<DisputeDocument> {
    const found = await this.disputes.find(id.toLowerCase());
    const person = await this.subjects.person(volunteerNo);
    if (found === null || !person.numbers.includes(found.volunteerNo)) throw new DomainError('DISPUTE.UNKNOWN', { id });
    return found;
  }

  private same(there: DisputeDocument, asked: Asked): DisputeDocument {
    const { claim, volunteerNo, by, text, cameAt, leftAt } = asked;
    const isSame =
      there.claim === claim &&
      there.volunteerNo === volunteerNo &&
      there.recordId === asked.recordId.toLowerCase() &&
      (there.recordId !== '' || there.sessionNo === asked.sessionNo) &&
      (there.cameAt?.getTime() ?? null) === cameAt &&
      (there.leftAt?.getTime() ?? null) === leftAt &&
      there.opened.account === by &&
      this.disputes.words(there._id, 'text', there.sealed) === text;
    if (!isSame) throw new DomainError('ATTENDANCE.ID_REUSED', { id: there._id });
    return there;
  }

  /** Who disputes his own is named by his number: his name stays with the registry. */
  private actor({ own, by, volunteerNo }: Pick<Asked, 'own' | 'by' | 'volunteerNo'>): Actor | Promise<Actor> {
    return own ? { account: by, name: volunteerNo, volunteerNo } : this.actors.of(by);
  }

  /** The end of the last day on which it is to be decided. */
  private async due(): Promise<Date> {
    const days = await this.policies.value('dispute_days');
    return new Date(chinaDayStart(this.clock.now()) + (days + 1) * DAY_MS - 1000);
  }
}

/** Of the same record or session: whether it says the same to be wrong or missing, whatever times it says. */
const isSameClaim = (d: DisputeDocument, { claim, cameAt, leftAt }: Asked): boolean =>
  d.claim === claim && (d.cameAt === null) === (cameAt === null) && (d.leftAt === null) === (leftAt === null);

const placed = ({ about, recordId, sessionNo, lies }: Subject) => ({
  ...{ about, recordId, sessionNo, division: lies.division, teamNo: lies.teams[0] ?? '' },
});
