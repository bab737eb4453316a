import {
  type KeptOfPerson,
  type OwnData,
  type ParsedInputOf,
  purpose,
  type RegisteringRefusal,
  type registry,
  type ReplyOf,
} from '#contracts';
import { Outbox } from '#feed';
import { Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { AccountRepository } from '../accounts/account.repository.js';
import { readPhone } from '../accounts/phone.js';
import { Calendars } from '../calendars/calendars.js';
import { CardRepository } from '../cards/card.repository.js';
import { ConsentRepository } from '../consents/consent.repository.js';
import { DivisionRepository } from '../divisions/division.repository.js';
import { Placing } from '../divisions/placing.js';
import { volunteerFact } from '../feed/facts.js';
import { membershipByRow, stateOf } from '../teams/membership.js';
import { MembershipRepository } from '../teams/membership.repository.js';
import { FormerVersions } from '../volunteers/former-versions.js';
import { PersonalData } from '../volunteers/personal-data.js';
import { type VolunteerDocument, VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { QualificationRepository } from '../qualifications/qualification.repository.js';
import { VolunteersWithin } from '../volunteers/volunteers-within.js';
import { ConsentPhotos } from './consent-photos.js';

type Contracts = typeof registry.persons;

/** One's own data: to see, to correct, to have deleted (《个人信息保护法》 articles 45–47). All numbers of a person are meant, whichever is named. */
@Injectable()
export class OwnDataDesk {
  constructor(
    private readonly volunteers: VolunteerRepository,
    private readonly members: VolunteersWithin,
    private readonly memberships: MembershipRepository,
    private readonly versions: FormerVersions,
    private readonly divisions: DivisionRepository,
    private readonly placing: Placing,
    private readonly accounts: AccountRepository,
    private readonly cards: CardRepository,
    private readonly calendars: Calendars,
    private readonly qualifications: QualificationRepository,
    private readonly ledger: ConsentRepository,
    private readonly photos: ConsentPhotos,
    private readonly personal: PersonalData,
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `VOLUNTEER.UNKNOWN` */
  see(volunteerNo: string): Promise<OwnData> {
    return this.transactions.run(async (session) => this.shown(await this.rowsOf(volunteerNo, session)));
  }

  /** What else is kept of him. @throws DomainError `VOLUNTEER.UNKNOWN` */
  kept(volunteerNo: string): Promise<KeptOfPerson> {
    return this.transactions.run(async (session) => {
      const rows = await this.rowsOf(volunteerNo, session);
      const numbers = rows.map((row) => row._id);
      const done = await this.memberships.ofVolunteers(numbers, session);
      const isDone = new Set(done.map((m) => JSON.stringify([m.volunteerNo, m.team])));
      const byRows = rows.flatMap((row) =>
        row.teams
          .filter((team) => !isDone.has(JSON.stringify([row._id, team])))
          .map((team) => ({ ...membershipByRow(row, team), team, volunteerNo: row._id })),
      );
      const cards = await this.cards.of(rows[0]?.person ?? '', session);
      return {
        earlier: await this.versions.of(numbers, session),
        memberships: [...byRows, ...done].map((m) => ({
          ...{ teamNo: m.team, volunteerNo: m.volunteerNo, state: stateOf(m) },
          spells: m.spells.map(({ from, until }) => ({ from, until })),
        })),
        cards: cards.map(({ _id: cardId, volunteerNo: issuedFor, issuedAt, endedAt, because = '' }) => ({
          ...{ cardId, volunteerNo: issuedFor, issuedAt: issuedAt.getTime(), because },
          endedAt: endedAt?.getTime() ?? null,
        })),
      };
    });
  }

  /**
   * Corrects all numbers of the person; what they said is kept. The digests stay those of the file's rows, so the same file again changes nothing and
   * a later one with other content replaces the correction, as it replaces an earlier row.
   * @throws DomainError `VOLUNTEER.UNKNOWN`, `DIVISION.ENDED`, `REGISTERING.ASK_OFFICE` where the phone number has another account
   */
  async correct({
    volunteerNo,
    change,
    by,
  }: ParsedInputOf<Contracts['correct']>): Promise<ReplyOf<Contracts['correct']>> {
    const refused: RegisteringRefusal[] = [];
    const phone = change.phone === undefined ? undefined : readPhone(change.phone);
    if (change.phone !== undefined && phone === undefined) refused.push('phone_invalid');
    if (change.division !== undefined && !(await this.divisions.villageCodes()).has(change.division))
      refused.push('village_unknown');
    if (refused.length > 0) return { refused, own: null };
    const own = await this.transactions.run(async (session) => {
      const rows = await this.rowsOf(volunteerNo, session);
      if (change.division !== undefined) await this.placing.in(change.division, session);
      await this.versions.keep(rows, by, session);
      const corrected = rows.map((row) =>
        this.corrected(row, { ...change, ...(phone === undefined ? {} : { phone }) }),
      );
      await this.volunteers.replace(corrected, session);
      if (phone !== undefined) {
        const moved = await this.accounts.movePhone(
          rows.map((r) => r._id),
          this.personal.phoneIndex(phone),
          session,
        );
        if (!moved) throw new DomainError('REGISTERING.ASK_OFFICE');
      }
      await this.outbox.add(session, corrected.map(volunteerFact));
      return this.shown(corrected);
    });
    this.outbox.added.wake();
    return { refused, own };
  }

  /** The photo of the consent that somebody signed last. @throws DomainError `VOLUNTEER.UNKNOWN`, also outside the scope; `CONSENT.NO_PHOTO` */
  async signedConsent({ volunteerNo, within }: ParsedInputOf<Contracts['photo']>): Promise<Buffer> {
    const [found] = await this.members.some([volunteerNo], within);
    if (found === undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    const signed = (await this.ledger.of(found.person)).filter((line) => line.photo !== undefined);
    const last = signed.toSorted((a, b) => a.at.getTime() - b.at.getTime()).at(-1);
    const photo = last?.photo === undefined ? undefined : await this.photos.read(last.photo);
    if (photo === undefined) throw new DomainError('CONSENT.NO_PHOTO', { volunteerNo });
    return photo;
  }

  /**
   * Erases a person (definitions, "Deadlines and retention"): what stays of his numbers is the pseudonym that facts tell, so no figure changes and
   * nothing is told; which identity it was is forgotten. His account ends, and he no longer consents to anything.
   * @throws DomainError `VOLUNTEER.UNKNOWN`, also outside the scope
   */
  async erase({ volunteerNo, by, within }: ParsedInputOf<Contracts['erase']>): Promise<void> {
    await this.transactions.run(async (session) => {
      const rows = await this.rowsOf(volunteerNo, session);
      const [first] = rows;
      if (first === undefined || (await this.members.of(rows, within, session)).length === 0)
        throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
      const numbers = rows.map((row) => row._id);
      await this.volunteers.erase(first.identity, session);
      await this.versions.forget(numbers, session);
      await this.memberships.forget(numbers, session);
      await this.calendars.forget(numbers, session);
      const ended = await this.accounts.endOwn(numbers, session);
      const channel = ended.includes(by) ? 'online' : 'office';
      const lines = await this.ledger.of(first.person, session);
      for (const { photo } of lines) if (photo !== undefined) await this.photos.delete(photo, session);
      const at = new Date(this.clock.now());
      await this.cards.end(first.person, { by, because: 'erased', at }, session);
      await this.qualifications.forget(first.person, session);
      for (const of of purpose.options) {
        const last = lines.filter((line) => line.purpose === of).at(-1);
        if (last?.given !== true) continue;
        const { version, person } = last;
        const line = { person, purpose: of, given: false, version, channel, guardian: false, by, at } as const;
        await this.ledger.add(line, session);
      }
    });
  }

  /** Those of some numbers whose person was erased. */
  erased(volunteerNos: readonly string[]): Promise<string[]> {
    return this.volunteers.erased(volunteerNos);
  }

  private async rowsOf(volunteerNo: string, session: ClientSession): Promise<VolunteerDocument[]> {
    const { identity } = await this.volunteers.get(volunteerNo, session);
    return this.volunteers.ofIdentity(identity, session);
  }

  private corrected(row: VolunteerDocument, change: ParsedInputOf<Contracts['correct']>['change']): VolunteerDocument {
    const { name, phone, ...open } = change;
    const before = this.personal.open(row);
    const said = { ...before, name: name ?? before.name, phone: phone ?? before.phone };
    const { given, ...kept } = row;
    return {
      ...kept,
      // What he says himself takes the place of what was given before.
      ...(given === undefined || open.division !== undefined ? {} : { given }),
      rev: row.rev + 1,
      politicalStatus: open.politicalStatus ?? row.politicalStatus,
      education: open.education ?? row.education,
      division: open.division ?? row.division,
      sealed: this.personal.seal(row._id, said),
      phoneIndex: this.personal.phoneIndex(said.phone),
      ...(said.phone === before.phone ? {} : { phoneBy: 'self' as const }),
    };
  }

  /** A person's data are those of the first row (definitions, "a person's data"). */
  private async shown(rows: readonly VolunteerDocument[]): Promise<OwnData> {
    const [first] = rows;
    if (first === undefined) throw new Error('a person has no number');
    const numbers = rows.map((row) => row._id);
    const members = await this.members.some(numbers, 'everywhere');
    const confirmed = await this.accounts.confirmedPhones(numbers);
    const { name, type, number, bornOn, phone, guardian } = this.personal.open(first);
    const { gender, politicalStatus, education, division, registeredOn } = first;
    return {
      ...{ volunteerNos: numbers, name, documentType: type, documentNumber: number, bornOn, phone },
      phoneConfirmed: [...confirmed.values()].includes(first.phoneIndex),
      ...{ guardian: guardian ?? '', gender, politicalStatus, education, division, registeredOn },
      teams: [...new Set(members.flatMap((m) => m.teams))],
    };
  }
}
