import type { Notice } from '#contracts';
import { isSent, noticeText, type SentNotice, shortNoticeText, translate } from '#i18n';
import { Clock, DAY_MS } from '#kernel';
import { Injectable } from '@nestjs/common';
import { type Way, WAYS } from '../mail/channel.js';
import { Mails, type ToSend } from '../mail/mails.js';
import { NoticeRepository } from './notice.repository.js';
import { Recipients } from './recipients.js';

/** Gives notices to those whom they concern: in the application, and by each way by which they are reached. */
@Injectable()
export class Giving {
  constructor(
    private readonly notices: NoticeRepository,
    private readonly recipients: Recipients,
    private readonly mails: Mails,
    private readonly clock: Clock,
  ) {}

  /** What was given before is there once, whether or not the answer arrived. */
  async give(notices: readonly Notice[]): Promise<void> {
    await this.notices.keep(notices, new Date(this.clock.now()));
    const sent = notices.filter(isSent);
    if (sent.length === 0) return;
    const reaching = await this.recipients.toPersons(sent);
    for (const way of WAYS.filter((w) => this.mails.isOn(w))) {
      const found = await this.recipients.by(way, reaching);
      const now = this.clock.now();
      await this.mails.send(found.map(({ notice, to }) => letterOf(way, notice, to, now)));
    }
  }
}

/** For so long what is told after a session is worth a letter. */
const WEEK_MS = 7 * DAY_MS;
const AFTERWARDS: readonly Notice['kind'][] = ['missing_check_out', 'dispute_upheld', 'dispute_rejected'];

/** In Chinese: the language of whoever reads it is not known. */
function letterOf(way: Way, notice: Notice & SentNotice, to: string, now: number): ToSend {
  const until = AFTERWARDS.includes(notice.kind) ? now + WEEK_MS : (notice.offeredUntil ?? notice.startsAt);
  const { person, volunteerNo } = notice;
  const letter = { way, to, until, for: { person, volunteerNo } };
  if (way !== 'mail') {
    const text = way === 'sms' ? shortNoticeText(notice) : noticeText('zh', notice);
    return { ...letter, id: `${way}:notice:${notice.id}`, subject: '', text };
  }
  return {
    ...letter,
    id: `notice:${notice.id}`,
    subject: translate('zh', `mail.${notice.kind}.subject`),
    text: translate('zh', 'mail.notice.text', { notice: noticeText('zh', notice) }),
  };
}
