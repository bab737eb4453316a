import { type checkIn, type ParsedInputOf, registry, type VerifiedCertificate } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { maskedName } from '#privacy';
import { Injectable } from '@nestjs/common';
import { apart, AttendedReader, tallyOf } from '../attendances/attended.js';
import { Guesses } from '../attempts/guesses.js';
import { readCode } from './certificate-code.js';
import {
  type CertificateDocument,
  CertificateRepository,
  isReadable,
  type ReadableCertificate,
} from './certificate.repository.js';
import { certifiable } from './issuing.js';

/** Tells anybody with a code whether the certificate holds, and what it says, without what is personal (《志愿服务条例》 article 20). */
@Injectable()
export class Verification {
  constructor(
    private readonly certificates: CertificateRepository,
    private readonly attended: AttendedReader,
    private readonly guesses: Guesses,
    private readonly client: ContractClient,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `CERTIFICATE.UNKNOWN`, `CERTIFICATE.TOO_MANY_GUESSES` */
  async verify({ code, address }: ParsedInputOf<typeof checkIn.certificates.verify>): Promise<VerifiedCertificate> {
    const read = readCode(code);
    // What is none is not looked for, and so is no guess.
    if (read === undefined) throw new DomainError('CERTIFICATE.UNKNOWN');
    const seconds = await this.guesses.ofCertificate(address);
    if (seconds > 0) throw new DomainError('CERTIFICATE.TOO_MANY_GUESSES', { seconds });
    const found = await this.certificates.byCode(read);
    if (found === null) throw new DomainError('CERTIFICATE.UNKNOWN');
    await this.guesses.certificateFound(address);
    const { revoked, issuedAt } = await this.asItStands(found);
    if (revoked !== undefined || !isReadable(found))
      return { state: 'revoked', issuedAt: issuedAt.getTime(), revokedAt: (revoked?.at ?? issuedAt).getTime() };
    return this.valid(found);
  }

  /** Of somebody who was erased nothing is told from then on, whenever the rest of it is forgotten. */
  private async asItStands(found: CertificateDocument): Promise<CertificateDocument> {
    const { volunteerNo } = found;
    const { erased } = await this.client.call(registry.persons.erased, { volunteerNos: [volunteerNo] });
    if (erased.length === 0) return found;
    await this.certificates.forget(erased, new Date(this.clock.now()));
    return (await this.certificates.find(found._id)) ?? found;
  }

  private async valid(found: ReadableCertificate): Promise<VerifiedCertificate> {
    const { name, from, until, issuedAt, service, training, stars, issuer } = this.certificates.content(found);
    const now = apart(certifiable(await this.attended.ofPerson(found.person), { from, until }, issuedAt));
    const isSame = (a: typeof service, b: typeof service) => a.personTimes === b.personTimes && a.minutes === b.minutes;
    return {
      ...{ state: 'valid', issuedAt, name: maskedName(name), from, until, service, training, stars },
      ...{ issuer: issuer.name, digest: found.digest },
      isCurrent: isSame(service, tallyOf(now.service)) && isSame(training, tallyOf(now.training)),
    };
  }
}
