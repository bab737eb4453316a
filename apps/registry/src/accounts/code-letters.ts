import { translate } from '#i18n';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Way } from '../mail/channel.js';
import { Mails } from '../mail/mails.js';
import { Codes, MINUTES, type Purpose } from './codes.js';
import { TextLimit } from './text-limit.js';

/** Where somebody is reached. */
export interface Reached {
  readonly way: Way;
  readonly to: string;
}

/** Sends one-time codes. */
@Injectable()
export class CodeLetters {
  constructor(
    private readonly codes: Codes,
    private readonly mails: Mails,
    private readonly limit: TextLimit,
  ) {}

  /** Makes a code and sends it. @throws DomainError `AUTH.TOO_MANY_ATTEMPTS` */
  async send(purpose: Purpose, username: string, { way, to }: Reached, sealed?: Buffer): Promise<void> {
    const { code, expiresAt: until } = await this.codes.make(purpose, username, sealed);
    if (way === 'sms') await this.limit.count(username);
    const said = { code, minutes: MINUTES };
    const letter = {
      ...{ id: `${purpose}:${randomUUID()}`, way, to, until, for: { account: username } },
      subject: way === 'mail' ? translate('zh', `mail.${purpose}.subject`) : '',
      text: translate('zh', way === 'mail' ? `mail.${purpose}.text` : 'sms.code', said),
    };
    await this.mails.send([letter]);
  }
}
