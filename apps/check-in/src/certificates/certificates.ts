import {
  type Certificate,
  type CertificateListed,
  type checkIn,
  type ParsedInputOf,
  registry,
  type ReplyOf,
  type Scope,
} from '#contracts';
import { chinaDay, Clock, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { PersonRepository } from '../persons/person.repository.js';
import { newCode, readCode } from './certificate-code.js';
import { type CertificateDocument, CertificateRepository, isReadable } from './certificate.repository.js';
import { Issuing } from './issuing.js';

type Contracts = typeof checkIn.certificates;

/** Certificates of volunteer service (志愿服务记录证明), issued to the volunteer himself or at the counter (《志愿服务条例》 article 20; 《志愿服务记录与证明出具办法（试行）》 articles 11–17). */
@Injectable()
export class Certificates {
  constructor(
    private readonly certificates: CertificateRepository,
    private readonly issuing: Issuing,
    private readonly persons: PersonRepository,
    private readonly client: ContractClient,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `VOLUNTEER.UNKNOWN`, `CERTIFICATE.ID_REUSED`, `CERTIFICATE.NOTHING_TO_CERTIFY` */
  async issue(asked: ParsedInputOf<Contracts['issue']>): Promise<ReplyOf<Contracts['issue']>> {
    const { volunteerNo, from, until, by, within } = asked;
    const id = asked.id.toLowerCase();
    const { division } = await this.volunteer(volunteerNo, within);
    const there = await this.certificates.find(id);
    if (there !== null) return { created: false, certificate: this.whole(sameWish(there, asked)) };
    const now = this.clock.now();
    const wish = { code: newCode(), volunteerNo, from, until, division, within, now };
    const { person, content } = await this.issuing.content(wish);
    const { created, document } = await this.certificates.addOnce(
      { _id: id, code: wish.code, person, volunteerNo, from, until, issuedAt: new Date(now), by },
      content,
    );
    return { created, certificate: this.whole(sameWish(document, asked)) };
  }

  /** @throws DomainError `VOLUNTEER.UNKNOWN` */
  async list({ volunteerNo, within }: ParsedInputOf<Contracts['list']>): Promise<CertificateListed[]> {
    await this.volunteer(volunteerNo, within);
    const [person] = await this.persons.ofNumbers([volunteerNo]);
    return person === undefined ? [] : (await this.certificates.ofNumbers(person.numbers)).map((d) => this.listed(d));
  }

  /** @throws DomainError `VOLUNTEER.UNKNOWN`, `CERTIFICATE.UNKNOWN` */
  async find(asked: ParsedInputOf<Contracts['find']>): Promise<Certificate> {
    const { found, person } = await this.get(asked);
    // Its number leads to somebody else by now: whom it names is not him.
    if (found.person !== person) throw new DomainError('CERTIFICATE.UNKNOWN');
    return this.whole(found);
  }

  /** @throws DomainError `VOLUNTEER.UNKNOWN`, `CERTIFICATE.UNKNOWN` */
  async revoke(asked: ParsedInputOf<Contracts['revoke']>): Promise<CertificateListed> {
    const { _id: id } = (await this.get(asked)).found;
    const { by, because } = asked;
    const revoked = await this.certificates.revoke(id, { at: new Date(this.clock.now()), by, because });
    if (revoked === null) throw new DomainError('CERTIFICATE.UNKNOWN');
    return this.listed(revoked);
  }

  /** One of a number of the person to whom this number leads, so that what was issued to a person who was mistaken can be revoked; with the person. */
  private async get({
    volunteerNo,
    code,
    within,
  }: ParsedInputOf<Contracts['find']>): Promise<{ readonly found: CertificateDocument; readonly person: string }> {
    await this.volunteer(volunteerNo, within);
    const read = readCode(code);
    const [person] = await this.persons.ofNumbers([volunteerNo]);
    const found = read === undefined ? null : await this.certificates.byCode(read);
    if (found === null || person?.numbers.includes(found.volunteerNo) !== true)
      throw new DomainError('CERTIFICATE.UNKNOWN');
    return { found, person: person.id };
  }

  /** @throws DomainError `VOLUNTEER.UNKNOWN`, also for somebody outside the scope */
  private async volunteer(volunteerNo: string, within: Scope) {
    const asked = { volunteerNos: [volunteerNo], on: chinaDay(this.clock.now()), within };
    const { volunteers, unreadable } = await this.client.call(registry.volunteers.find, asked);
    const [found] = [...volunteers, ...unreadable];
    if (found === undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    return found;
  }

  private whole(d: CertificateDocument): Certificate {
    if (!isReadable(d)) throw new DomainError('CERTIFICATE.UNKNOWN');
    return { ...this.listed(d), digest: d.digest, content: this.certificates.content(d) };
  }

  private listed(d: CertificateDocument): CertificateListed {
    const { _id: id, code, volunteerNo, from, until, issuedAt, revoked } = d;
    return {
      ...{ id, code, volunteerNo, from, until, issuedAt: issuedAt.getTime() },
      revokedAt: revoked?.at.getTime() ?? null,
      revokedBecause: this.certificates.revokedBecause(d),
    };
  }
}

/** @throws DomainError `CERTIFICATE.ID_REUSED` where the one under that id was asked for otherwise */
function sameWish(there: CertificateDocument, asked: ParsedInputOf<Contracts['issue']>): CertificateDocument {
  const fields = ['volunteerNo', 'from', 'until', 'by'] as const;
  if (fields.every((field) => there[field] === asked[field])) return there;
  throw new DomainError('CERTIFICATE.ID_REUSED', { id: asked.id });
}
