import type { Notice, Purpose } from '#contracts';
import { Injectable } from '@nestjs/common';
import { AccountRepository } from '../accounts/account.repository.js';
import { Addresses } from '../accounts/addresses.js';
import { Phones } from '../accounts/phones.js';
import { ConsentRepository } from '../consents/consent.repository.js';
import type { Way } from '../mail/channel.js';
import { VolunteerRepository } from '../volunteers/volunteer.repository.js';

/** Whose own an account is. */
type Owner = Pick<Notice, 'person' | 'volunteerNo'>;

const PURPOSE_OF: Record<Way, Purpose> = {
  mail: 'notices-by-mail',
  sms: 'notices-by-sms',
  wechat: 'notices-by-wechat',
};

/** Who of those whom notices concern is reached by which way: he has confirmed where, and consents to it. */
@Injectable()
export class Recipients {
  constructor(
    private readonly addresses: Addresses,
    private readonly phones: Phones,
    private readonly consents: ConsentRepository,
    private readonly accounts: AccountRepository,
    private readonly volunteers: VolunteerRepository,
  ) {}

  /** Notices as they reach persons: one to an account reaches whose own it is, and nobody outside of the application where it is nobody's. */
  async toPersons<N extends Notice>(notices: readonly N[]): Promise<N[]> {
    const named = notices.flatMap((n) => n.account ?? []);
    const owners = named.length === 0 ? new Map<string, Owner>() : await this.owners(named);
    return notices.flatMap((n) => {
      if (n.account === undefined) return [n];
      const owner = owners.get(n.account);
      return owner === undefined ? [] : [{ ...n, ...owner }];
    });
  }

  /** Each notice that goes out by a way, with whereto. */
  async by<N extends Owner>(way: Way, notices: readonly N[]): Promise<{ notice: N; to: string }[]> {
    const persons = notices.map((n) => n.person);
    const willing = new Set(await this.consents.given(persons, PURPOSE_OF[way]));
    const wanted = notices.filter((n) => willing.has(n.person));
    const numbers = wanted.map((n) => n.volunteerNo);
    const found = await (way === 'sms'
      ? this.phones.byNumber(numbers)
      : this.addresses.byNumber(way === 'mail' ? 'email' : 'wechat', numbers));
    return wanted.flatMap((notice) => {
      const to = found.get(notice.volunteerNo);
      return to === undefined ? [] : [{ notice, to }];
    });
  }

  private async owners(accounts: readonly string[]): Promise<ReadonlyMap<string, Owner>> {
    const numberOf = await this.accounts.numbersOf(accounts);
    const rows = new Map((await this.volunteers.some([...numberOf.values()])).map((row) => [row._id, row]));
    return new Map(
      [...numberOf].flatMap(([account, volunteerNo]) => {
        const row = rows.get(volunteerNo);
        return row === undefined ? [] : [[account, { volunteerNo, person: row.person }] as const];
      }),
    );
  }
}
