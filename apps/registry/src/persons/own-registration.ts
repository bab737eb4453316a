import { compact } from '#attendance';
import type { ParsedInputOf, registry, ReplyOf } from '#contracts';
import { chinaDay, Clock, DomainError } from '#kernel';
import { Outbox } from '#feed';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import { AccountRepository } from '../accounts/account.repository.js';
import { hashPassword } from '../accounts/accounts.js';
import { type Attempt, Attempts } from '../accounts/attempts.js';
import { readPhone } from '../accounts/phone.js';
import { ConsentRepository } from '../consents/consent.repository.js';
import { PersonalData } from '../volunteers/personal-data.js';
import { TURN_OF_PERSONS, type VolunteerDocument, VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { Policies } from '../policies/policies.js';
import { Memberships } from '../teams/memberships.js';
import { Invitations } from './invitations.js';
import { Registrations } from './registrations.js';

type Input = ParsedInputOf<typeof registry.persons.registerOneself>;
type Reply = ReplyOf<typeof registry.persons.registerOneself>;

/**
 * Registering by oneself, with an account of one's own. Who is registered already gets an account when he says the name and the phone number that
 * are registered; in every other case he is told the same: to ask the office.
 */
@Injectable()
export class OwnRegistration {
  constructor(
    private readonly registrations: Registrations,
    private readonly volunteers: VolunteerRepository,
    private readonly personal: PersonalData,
    private readonly accounts: AccountRepository,
    private readonly attempts: Attempts,
    private readonly invitations: Invitations,
    private readonly memberships: Memberships,
    private readonly ledger: ConsentRepository,
    private readonly policies: Policies,
    private readonly outbox: Outbox,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `REGISTERING.ASK_OFFICE`, `DIVISION.ENDED`, `AUTH.TOO_MANY_ATTEMPTS`, `REGISTERING.TOO_MANY` */
  async register({ password, address, ...input }: Input): Promise<Reply> {
    const said = { ...input, phone: readPhone(input.phone) ?? '' };
    const { identity, refused } = await this.registrations.look(said, { isSigned: false, areTeamsKnown: true });
    if (said.phone === '') refused.push('phone_invalid');
    if (identity === undefined || refused.length > 0) return { refused, volunteerNo: '' };
    const index = this.personal.identityIndex(identity);
    const tried: Attempt[] = [
      { username: `register as ${index}`, address },
      { username: `register from ${address}`, address },
    ];
    for (const attempt of tried) await this.attempts.begin(attempt);
    const passwordHash = await hashPassword(password);
    const most = await this.policies.value('registrations_per_hour', chinaDay(this.clock.now()));
    const done = await this.transactions.inTurn(TURN_OF_PERSONS, async (session): Promise<Reply> => {
      const team = await this.invited(said.invitation, session);
      if (team === undefined) return { refused: ['invitation_unknown'], volunteerNo: '' };
      // An office that makes an account for the same person at the same time conflicts, and so does whoever registers him.
      await this.volunteers.oneByOne(session);
      const rows = await this.volunteers.ofIdentity(index, session);
      const phoneIndex = this.personal.phoneIndex(said.phone);
      const isTaken = await this.accounts.isOwned(
        rows.map((r) => r._id),
        phoneIndex,
        session,
      );
      if (isTaken || (rows.length > 0 && !rows.some((row) => this.isHe(row, said))))
        throw new DomainError('REGISTERING.ASK_OFFICE');
      await this.attempts.oneOf(most, { what: 'registered', address }, session);
      const [first] = rows;
      const of = first ?? (await this.registrations.add({ ...said, phoneBy: 'self' }, identity, [], session));
      if (team !== '') await this.memberships.joinByCode(team, of._id, session);
      const account = { _id: randomUUID(), displayName: '', grants: [{ role: 'volunteer' as const }], passwordHash };
      await this.accounts.add({ ...account, volunteerNo: of._id, phoneIndex }, session);
      const { version, guardian } = said.consent;
      const online = { version, channel: 'online', guardian: guardian !== '', by: account._id } as const;
      const at = new Date(this.clock.now());
      await this.ledger.add({ ...online, person: of.person, purpose: 'service', given: true, at }, session);
      return { refused: [], volunteerNo: of._id };
    });
    if (done.refused.length === 0) for (const attempt of tried) await this.attempts.succeeded(attempt);
    this.outbox.added.wake();
    return done;
  }

  /** The team into which a code invites, empty without a code; undefined where the code is no good. */
  private async invited(code: string, session: ClientSession): Promise<string | undefined> {
    return code === '' ? '' : this.invitations.use(code, session);
  }

  private isHe(row: VolunteerDocument, { name, phone }: Pick<Input, 'name' | 'phone'>): boolean {
    const there = this.personal.open(row);
    return compact(there.name) === compact(name) && readPhone(there.phone) === phone;
  }
}
