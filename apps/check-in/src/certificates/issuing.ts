import { covers } from '#access';
import { type CertificateContent, registry, type Scope, type ServiceAttendance } from '#contracts';
import { chinaDay, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { type Attended, AttendedReader } from '../attendances/attended.js';
import { Descriptions } from '../attendances/descriptions.js';

/** The days that a certificate is about, in UTC+08:00, both with; null for no limit. */
export interface Period {
  readonly from: string | null;
  readonly until: string | null;
}

/** What a certificate is to say. */
interface Wish extends Period {
  readonly code: string;
  readonly volunteerNo: string;
  /** Where the volunteer lives. */
  readonly division: string;
  /** Where whoever issues it may do so; everywhere for the volunteer himself. */
  readonly within: Scope;
  readonly now: number;
}

/** Lengths of the codes of a county, a township and a village. */
const LEVELS = [6, 9, 12];

/** What can be certified: attendances at sessions of those days that were over at an instant, as time that is not over yet is not served yet. */
export const certifiable = (attended: readonly Attended[], { from, until }: Period, now: number): Attended[] =>
  attended.filter(({ session }) => {
    const day = chinaDay(session.startsAt.getTime());
    return session.endsAt.getTime() <= now && (from === null || day >= from) && (until === null || day <= until);
  });

/** Puts together what a certificate says (《志愿服务记录与证明出具办法（试行）》 articles 13–16). */
@Injectable()
export class Issuing {
  constructor(
    private readonly attended: AttendedReader,
    private readonly descriptions: Descriptions,
    private readonly client: ContractClient,
  ) {}

  /** @throws DomainError `VOLUNTEER.UNKNOWN`, `CERTIFICATE.NOTHING_TO_CERTIFY` */
  async content(wish: Wish): Promise<{ readonly person: string; readonly content: CertificateContent }> {
    const { code, volunteerNo, from, until, division, within, now } = wish;
    const { person, attended } = await this.attended.ofNumber(volunteerNo);
    const certified = certifiable(attended, wish, now);
    if (certified.length === 0) throw new DomainError('CERTIFICATE.NOTHING_TO_CERTIFY', { volunteerNo });
    const over = certifiable(attended, { from: null, until: null }, now);
    const [{ people }, issuer, { service, training }, stars] = await Promise.all([
      this.client.call(registry.volunteers.names, { volunteerNos: [volunteerNo] }),
      this.issuer(division, within),
      this.descriptions.apart(certified, false),
      this.descriptions.stars(over),
    ]);
    const [{ name } = { name: '' }] = people;
    if (name === '') throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    const { attendances, ...served } = service;
    const { attendances: trained, ...taught } = training;
    const content = {
      ...{ code, volunteerNo, name, from, until, issuedAt: now, issuer },
      ...{ service: served, training: taught, stars },
      ...{ attendances: attendances.map(certifiedOf), trained: trained.map(certifiedOf) },
    };
    return { person, content };
  }

  /** The office whose division, the smallest of them, the volunteer lives in; else his county. Named with what it lies in. */
  private async issuer(home: string, within: Scope): Promise<CertificateContent['issuer']> {
    const offices = within === 'everywhere' ? [] : within.divisions;
    const division =
      offices
        .filter((office) => covers({ divisions: [office], teams: [] }, { division: home, teams: [] }))
        .toSorted((a, b) => b.length - a.length)[0] ?? home.slice(0, LEVELS[0]);
    const codes = LEVELS.filter((length) => length <= division.length).map((length) => division.slice(0, length));
    const names = await Promise.all(codes.map((code) => this.nameOf(code)));
    return { division, name: names.join('') };
  }

  private async nameOf(code: string): Promise<string> {
    try {
      return (await this.client.call(registry.divisions.find, { code, on: null })).name;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'DIVISION.UNKNOWN') return '';
      throw error;
    }
  }
}

/** Without who was in charge, which is nobody's business to whom a certificate is shown. */
function certifiedOf({
  personInCharge: _,
  checkedInAt: __,
  checkedOutAt: ___,
  ...said
}: ServiceAttendance): CertificateContent['attendances'][number] {
  return said;
}
