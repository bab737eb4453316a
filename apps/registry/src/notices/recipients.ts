import type { Notice, Purpose } from '#contracts';
import { Injectable } from '@nestjs/common';
import { Addresses } from '../accounts/addresses.js';
import { Phones } from '../accounts/phones.js';
import { ConsentRepository } from '../consents/consent.repository.js';
import type { Way } from '../mail/channel.js';

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
  ) {}

  /** Each notice that goes out by a way, with whereto. */
  async by(way: Way, notices: readonly Notice[]): Promise<{ notice: Notice; to: string }[]> {
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
}
