import { type Consent, CONSENT_VERSIONS, type ParsedInputOf, type registry } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { ConsentPhotos } from '../persons/consent-photos.js';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { VolunteersWithin } from '../volunteers/volunteers-within.js';
import { type ConsentDocument, ConsentRepository } from './consent.repository.js';

type Contracts = typeof registry.consents;
type Decided = Pick<
  ParsedInputOf<Contracts['decide']>,
  'volunteerNo' | 'purpose' | 'given' | 'version' | 'proxy' | 'by'
>;
type How = Pick<ConsentDocument, 'channel' | 'guardian'> & { readonly photo?: string };

/** What a volunteer consents to, and what he no longer does. */
@Injectable()
export class Consents {
  constructor(
    private readonly ledger: ConsentRepository,
    private readonly volunteers: VolunteerRepository,
    private readonly members: VolunteersWithin,
    private readonly photos: ConsentPhotos,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `VOLUNTEER.UNKNOWN` */
  async of(volunteerNo: string): Promise<Consent[]> {
    const { person } = await this.volunteers.get(volunteerNo);
    return (await this.ledger.of(person)).map(shown).sort((a, b) => a.at - b.at);
  }

  /** @throws DomainError `VOLUNTEER.UNKNOWN`, `CONSENT.TEXT_OUTDATED`, `CONSENT.WITHDRAWN_BY_DELETING`, `CONSENT.PROXY_UNKNOWN`, `CONSENT.ASK_OFFICE` */
  async decide(input: ParsedInputOf<Contracts['decide']>): Promise<Consent> {
    if (input.purpose === 'guardian') throw new DomainError('CONSENT.ASK_OFFICE');
    return this.transactions.run((session) => this.add(input, { channel: 'online', guardian: false }, session));
  }

  /** @throws DomainError the same, and `CONSENT.PHOTO_UNKNOWN`; `VOLUNTEER.UNKNOWN` also outside the scope */
  async record({ photo, within, ...input }: ParsedInputOf<Contracts['record']>): Promise<Consent> {
    const [found] = await this.members.some([input.volunteerNo], within);
    if (found === undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo: input.volunteerNo });
    const guardian = input.purpose === 'guardian';
    return this.transactions.run(async (session) => {
      if (!input.given) return this.add(input, { channel: 'office', guardian }, session);
      if (!(await this.photos.use(photo, input.by, session))) throw new DomainError('CONSENT.PHOTO_UNKNOWN');
      return this.add(input, { channel: 'signed', guardian, photo }, session);
    });
  }

  /** Whether `volunteerNo` has consented that `proxy` signs him up. @throws DomainError `VOLUNTEER.UNKNOWN` */
  async isProxy(volunteerNo: string, proxy: string): Promise<boolean> {
    const { person } = await this.volunteers.get(volunteerNo);
    const [last] = await this.ledger.last([person], 'sign-up-by-proxy');
    if (last?.given !== true || last.proxy === undefined) return false;
    const [asked, named] = await Promise.all([this.volunteers.some([proxy]), this.volunteers.some([last.proxy])]);
    return asked[0] !== undefined && asked[0].person === named[0]?.person;
  }

  private async add(
    { volunteerNo, purpose, given, version, proxy, by }: Decided,
    how: How,
    session: ClientSession,
  ): Promise<Consent> {
    if (given && version !== CONSENT_VERSIONS[purpose]) throw new DomainError('CONSENT.TEXT_OUTDATED');
    if (!given && purpose === 'service') throw new DomainError('CONSENT.WITHDRAWN_BY_DELETING');
    const { person } = await this.volunteers.hold(volunteerNo, session);
    const isOfProxy = purpose === 'sign-up-by-proxy' && given;
    if (isOfProxy) await this.assertOther(proxy, person);
    const line = { purpose, given, version, by, ...how, ...(isOfProxy ? { proxy } : {}) };
    const at = new Date(this.clock.now());
    await this.ledger.add({ ...line, person, at }, session);
    return shown({ ...line, at });
  }

  private async assertOther(proxy: string, person: string): Promise<void> {
    const [found] = proxy === '' ? [] : await this.volunteers.some([proxy]);
    if (found === undefined || found.person === person) throw new DomainError('CONSENT.PROXY_UNKNOWN');
  }
}

const shown = ({
  ...line
}: Pick<
  ConsentDocument,
  'purpose' | 'given' | 'version' | 'channel' | 'guardian' | 'proxy' | 'by' | 'at'
>): Consent => {
  const { purpose, given, version, channel, guardian, proxy = '', by, at } = line;
  return { ...{ purpose, given, version, channel, guardian, proxy, by }, at: at.getTime() };
};
