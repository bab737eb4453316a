import type { ParsedInputOf, registry } from '#contracts';
import { DomainError } from '#kernel';
import { bytesOf } from '#mongo';
import { Injectable } from '@nestjs/common';
import { Mails } from '../mail/mails.js';
import { PersonalData } from '../volunteers/personal-data.js';
import { isFromOffice, type VolunteerDocument, VolunteerRepository } from '../volunteers/volunteer.repository.js';
import { type AccountDocument, AccountRepository } from './account.repository.js';
import { Accounts } from './accounts.js';
import { CodeLetters, type Reached } from './code-letters.js';
import { Codes } from './codes.js';
import { readPhone } from './phone.js';

type Contracts = typeof registry.ownAccount;

/**
 * The phone numbers to which text messages go: the one that is registered of somebody, where he has confirmed it by a code that came there or an office
 * has it from paper or a file. Which one an account has confirmed is known by its index, so whoever changes his number confirms anew.
 */
@Injectable()
export class Phones {
  constructor(
    private readonly accounts: Accounts,
    private readonly repository: AccountRepository,
    private readonly volunteers: VolunteerRepository,
    private readonly personal: PersonalData,
    private readonly codes: Codes,
    private readonly letters: CodeLetters,
    private readonly mails: Mails,
  ) {}

  /** Sends a code to one's own registered number. @throws DomainError `CHANNEL.OFF`, `AUTH.FAILED`, `AUTH.TOO_MANY_ATTEMPTS`, `ACCOUNT.NO_PHONE` */
  async sendCode(who: ParsedInputOf<Contracts['sendPhoneCode']>): Promise<void> {
    this.mails.assertOn('sms');
    const account = await this.accounts.check(who);
    const row = await this.rowOf(account);
    const to = row && this.open(row);
    if (row === undefined || to === undefined) throw new DomainError('ACCOUNT.NO_PHONE');
    await this.letters.send('phone', account._id, { way: 'sms', to }, Buffer.from(row.phoneIndex));
  }

  /** @throws DomainError `ACCOUNT.CODE_WRONG` */
  async confirm({ username, code }: ParsedInputOf<Contracts['confirmPhone']>): Promise<void> {
    const { sealed } = await this.codes.use('phone', username, code);
    if (sealed === undefined || !(await this.repository.setConfirmedPhone(username, bytesOf(sealed).toString())))
      throw new DomainError('ACCOUNT.CODE_WRONG');
  }

  /** The numbers to which notices are sent, by volunteer number. */
  async byNumber(volunteerNos: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const [rows, confirmed] = await Promise.all([
      this.volunteers.some(volunteerNos),
      this.repository.confirmedPhones(volunteerNos),
    ]);
    return new Map(
      rows.flatMap((row) => {
        const isKnown = isFromOffice(row) || confirmed.get(row._id) === row.phoneIndex;
        const to = isKnown ? this.open(row) : undefined;
        return to === undefined ? [] : [[row._id, to] as const];
      }),
    );
  }

  /** The number that the owner of an account has confirmed, where that is still the registered one. */
  async confirmedOf(account: AccountDocument): Promise<Reached[]> {
    const row = account.confirmedPhone === undefined ? undefined : await this.rowOf(account);
    const to = row !== undefined && row.phoneIndex === account.confirmedPhone ? this.open(row) : undefined;
    return to === undefined ? [] : [{ way: 'sms', to }];
  }

  private async rowOf({ volunteerNo }: AccountDocument): Promise<VolunteerDocument | undefined> {
    return volunteerNo === undefined ? undefined : (await this.volunteers.some([volunteerNo]))[0];
  }

  /** A mobile number; undefined for anything else, also for a row that does not open. */
  private open(row: VolunteerDocument): string | undefined {
    return readPhone(this.personal.tryOpen(row)?.phone ?? '');
  }
}
