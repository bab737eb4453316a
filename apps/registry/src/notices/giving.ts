import type { Notice } from '#contracts';
import { noticeText, translate } from '#i18n';
import { Clock } from '#kernel';
import { Injectable } from '@nestjs/common';
import { Email } from '../accounts/email.js';
import { ConsentRepository } from '../consents/consent.repository.js';
import { Mails, type ToSend } from '../mail/mails.js';
import { NoticeRepository } from './notice.repository.js';

/** Gives notices to those whom they concern: in the application, and by mail to who has confirmed an address and consents to it. */
@Injectable()
export class Giving {
  constructor(
    private readonly notices: NoticeRepository,
    private readonly email: Email,
    private readonly mails: Mails,
    private readonly consents: ConsentRepository,
    private readonly clock: Clock,
  ) {}

  /** What was given before is there once, whether or not the answer arrived. */
  async give(notices: readonly Notice[]): Promise<void> {
    await this.notices.keep(notices, new Date(this.clock.now()));
    if (!this.mails.isOn) return;
    const addresses = await this.email.byNumber(notices.map((n) => n.volunteerNo));
    const willing = new Set(
      await this.consents.given(
        notices.map((n) => n.person),
        'notices-by-mail',
      ),
    );
    const letters = notices.flatMap((notice) => {
      const to = addresses.get(notice.volunteerNo);
      return to === undefined || !willing.has(notice.person) ? [] : [letterOf(notice, to)];
    });
    await this.mails.send(letters);
  }
}

/** In Chinese: the language of whoever reads it is not known. */
function letterOf(notice: Notice, to: string): ToSend {
  return {
    id: `notice:${notice.id}`,
    to,
    subject: translate('zh', `mail.${notice.kind}.subject`),
    text: translate('zh', 'mail.notice.text', { notice: noticeText('zh', notice) }),
    until: notice.offeredUntil ?? notice.startsAt,
  };
}
