import { type HandlersOf, type ParsedInputOf, type Qualification, registry, type Scope } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { Handles } from '#messaging';
import { bytesOf, Transactions } from '#mongo';
import { KeyRing, mask } from '#privacy';
import { Controller } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { VolunteersWithin } from '../volunteers/volunteers-within.js';
import { type QualificationDocument, QualificationRepository } from './qualification.repository.js';

type Contracts = typeof registry.qualifications;

@Controller()
export class QualificationsController implements HandlersOf<Contracts> {
  constructor(
    private readonly qualifications: QualificationRepository,
    private readonly volunteers: VolunteersWithin,
    private readonly rows: VolunteerRepository,
    private readonly transactions: Transactions,
    private readonly keys: KeyRing,
    private readonly clock: Clock,
  ) {}

  @Handles(registry.qualifications.list)
  async list({ volunteerNo, own, within }: ParsedInputOf<Contracts['list']>) {
    const found = await this.qualifications.of(await this.personOf(volunteerNo, within));
    return { qualifications: found.map((d) => this.shown(d, own)) };
  }

  @Handles(registry.qualifications.record)
  async record({ volunteerNo, certificate, by, within, ...said }: ParsedInputOf<Contracts['record']>) {
    const id = randomUUID();
    await this.personOf(volunteerNo, within);
    const recorded: Omit<QualificationDocument, 'person'> = {
      ...said,
      _id: id,
      sealed: this.keys.seal(Buffer.from(certificate), contextOf(id)),
      recordedBy: by,
      recordedAt: new Date(this.clock.now()),
    };
    const document = await this.transactions.run(async (session) => {
      const { person } = await this.rows.hold(volunteerNo, session);
      const made = { ...recorded, person };
      await this.qualifications.add(made, session);
      return made;
    });
    return this.shown(document, false);
  }

  @Handles(registry.qualifications.withdraw)
  async withdraw({ volunteerNo, id, because, by, within }: ParsedInputOf<Contracts['withdraw']>) {
    const person = await this.personOf(volunteerNo, within);
    const withdrawn = { because, by, at: new Date(this.clock.now()) };
    const found = await this.qualifications.withdraw({ id, person }, withdrawn);
    if (found === null) throw new DomainError('QUALIFICATION.UNKNOWN', { id });
    return this.shown(found, false);
  }

  /** @throws DomainError `VOLUNTEER.UNKNOWN` */
  private async personOf(volunteerNo: string, within: Scope): Promise<string> {
    const [found] = await this.volunteers.some([volunteerNo], within);
    if (found === undefined) throw new DomainError('VOLUNTEER.UNKNOWN', { volunteerNo });
    return found.person;
  }

  private shown({ _id, sealed, withdrawn, ...d }: QualificationDocument, inClear: boolean): Qualification {
    const certificate = this.keys.unseal(bytesOf(sealed), contextOf(_id)).toString();
    const { code, from, until, recordedBy } = d;
    return {
      ...{ id: _id, code, from, until, recordedBy, certificate: inClear ? certificate : mask(certificate) },
      withdrawnBecause: withdrawn?.because ?? '',
    };
  }
}

const contextOf = (id: string): string => `qualification:${id}`;
