import { signCard } from '#card';
import type { CardView, ParsedInputOf, PrintedCard, registry, ReplyOf, Scope } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DivisionRepository } from '../divisions/division.repository.js';
import { PersonalData } from '../volunteers/personal-data.js';
import { type VolunteerDocument, VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { VolunteersWithin } from '../volunteers/volunteers-within.js';
import { CardKeys } from './card-keys.js';
import { type CardDocument, CardRepository } from './card.repository.js';

type Contracts = typeof registry.cards;
type Holder = Pick<VolunteerDocument, '_id' | 'person'>;

/** 96 bits: a card's number cannot be guessed, though it would say nothing. */
const CARD_BYTES = 12;

/** Issues volunteer cards, ends them, and says which hold. */
@Injectable()
export class Cards {
  constructor(
    private readonly cards: CardRepository,
    private readonly volunteers: VolunteerRepository,
    private readonly members: VolunteersWithin,
    private readonly divisions: DivisionRepository,
    private readonly personal: PersonalData,
    private readonly keys: CardKeys,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `VOLUNTEER.UNKNOWN` */
  async own({ volunteerNo, by }: ParsedInputOf<Contracts['own']>): Promise<CardView> {
    const holder = await this.volunteers.get(volunteerNo);
    const card = (await this.thereOrMade([holder], by)).get(holder.person);
    if (card === undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    return this.view(card);
  }

  /** @throws DomainError `VOLUNTEER.UNKNOWN`, also outside the scope */
  async issue({ volunteerNo, by, within }: ParsedInputOf<Contracts['issue']>): Promise<CardView> {
    await this.holder(volunteerNo, within);
    const made = await this.transactions.run(async (session) => {
      const holder = await this.volunteers.hold(volunteerNo, session);
      const at = new Date(this.clock.now());
      await this.cards.end(holder.person, { by, because: 'reissued', at }, session);
      const card = newCard(holder, by, at);
      await this.cards.add([card], session);
      return card;
    });
    return this.view(made);
  }

  /** @throws DomainError `CARD.NONE`; `VOLUNTEER.UNKNOWN`, also outside the scope */
  async revoke({ volunteerNo, by, because, within }: ParsedInputOf<Contracts['revoke']>): Promise<void> {
    const { person } = await this.holder(volunteerNo, within);
    const at = new Date(this.clock.now());
    const ended = await this.transactions.run((session) => this.cards.end(person, { by, because, at }, session));
    if (!ended) throw new DomainError('CARD.NONE', { volunteerNo });
  }

  async print({ volunteerNos, by, within }: ParsedInputOf<Contracts['print']>): Promise<PrintedCard[]> {
    const found = await this.members.some([...new Set(volunteerNos)], within);
    const holders = new Map(found.map((d) => [d._id, d]));
    // One card a person, however many of his numbers are named.
    const printed = new Set<string>();
    const wanted = volunteerNos.flatMap((no) => {
      const holder = holders.get(no);
      if (holder === undefined || printed.has(holder.person)) return [];
      printed.add(holder.person);
      return [holder];
    });
    const [cards, divisions] = await Promise.all([this.thereOrMade(wanted, by), this.divisions.all()]);
    const villages = new Map(divisions.map((d) => [d._id, d.name]));
    // Who was erased meanwhile has no card.
    const made = wanted.flatMap((holder) => {
      const card = cards.get(holder.person);
      return card === undefined ? [] : [{ holder, card }];
    });
    return Promise.all(
      made.map(async ({ holder, card }) => ({
        ...(await this.view(card)),
        name: this.personal.open(holder).name,
        village: villages.get(holder.division) ?? '',
      })),
    );
  }

  /** Which of some cards hold, or until when they did. One whose number meanwhile leads to somebody else, or to nobody, does not and did not. */
  async check(cardIds: readonly string[]): Promise<ReplyOf<Contracts['check']>['cards']> {
    const found = await this.cards.some(cardIds);
    const holders = await this.volunteers.some(found.map((c) => c.volunteerNo));
    const personOf = new Map(holders.map((d) => [d._id, d.person]));
    const own = new Map(found.filter((c) => personOf.get(c.volunteerNo) === c.person).map((c) => [c._id, c]));
    return cardIds.map((cardId) => {
      const { holds = false, endedAt } = own.get(cardId) ?? {};
      return { cardId, holds, ...(endedAt === undefined ? {} : { endedAt: endedAt.getTime() }) };
    });
  }

  private async holder(volunteerNo: string, within: Scope): Promise<Holder> {
    const [found] = await this.members.some([volunteerNo], within);
    if (found === undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    return found;
  }

  /** The cards of some persons that hold, made where there is none; by person. Who is erased meanwhile is left out. */
  private thereOrMade(holders: readonly Holder[], by: string): Promise<Map<string, CardDocument>> {
    return this.transactions.run(async (session) => {
      const there = await this.cards.holding(
        holders.map((h) => h.person),
        session,
      );
      const cards = new Map(there.map((card) => [card.person, card]));
      const at = new Date(this.clock.now());
      const made: CardDocument[] = [];
      const without = holders.filter((h) => !cards.has(h.person));
      const held = await this.volunteers.holdSome(
        without.map((h) => h._id),
        session,
      );
      for (const holder of without) {
        if (!held.has(holder._id)) continue;
        const card = newCard(holder, by, at);
        made.push(card);
        cards.set(holder.person, card);
      }
      await this.cards.add(made, session);
      return cards;
    });
  }

  private async view(card: CardDocument): Promise<CardView> {
    const { _id: cardId, volunteerNo } = card;
    const issuedAt = card.issuedAt.getTime();
    return {
      cardId,
      volunteerNo,
      issuedAt,
      token: await signCard({ cardId, volunteerNo, issuedAt }, this.keys.signing(issuedAt)),
    };
  }
}

const newCard = ({ _id: volunteerNo, person }: Holder, issuedBy: string, issuedAt: Date): CardDocument => ({
  ...{ _id: randomBytes(CARD_BYTES).toString('base64url'), person, volunteerNo, issuedAt, issuedBy, holds: true },
});
