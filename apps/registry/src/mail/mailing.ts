import { Clock, delay } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Channel } from './channel.js';
import { type MailDocument, MailRepository } from './mail.repository.js';
import { Mails } from './mails.js';

const EVERY_MS = 500;
/** The first pause before a letter is tried again; it doubles up to the longest. */
const FIRST_MS = 1_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
/** What has been sending for longer than any letter takes was left by somebody who died. */
export const LEFT_AFTER_MS = 60_000;

/**
 * Sends letters, one replica at a time, each at most once: it is noted as sending before it is given to the server, and only what was certainly not
 * taken over is tried again (docs/adr/0014).
 */
@Injectable()
export class Mailing extends LeasedTask {
  constructor(
    private readonly repository: MailRepository,
    private readonly mails: Mails,
    @Inject(Channel) private readonly channel: Channel | null,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'mailing');
  }

  protected async work(held: AbortSignal): Promise<void> {
    while (!held.aborted) {
      const isMore = await this.sendNext().catch((err: unknown) => {
        this.log.warn({ err: String(err) }, 'mail will be looked at again');
        return false;
      });
      if (!isMore) await delay(EVERY_MS, held);
    }
  }

  /** False where nothing is due. */
  private async sendNext(): Promise<boolean> {
    const now = this.clock.now();
    const left = await this.repository.giveUp(new Date(now - LEFT_AFTER_MS), new Date(now));
    if (left > 0) this.log.warn({ left }, 'mails of which it is not known whether they were sent are not sent again');
    const mail = this.channel && (await this.repository.claim(new Date(now)));
    if (mail === null) return false;
    await this.sendOne(mail, this.channel as Channel);
    return true;
  }

  private async sendOne(mail: MailDocument, channel: Channel): Promise<void> {
    const isLate = this.clock.now() >= mail.until.getTime();
    const became = isLate ? 'late' : await channel.deliver(this.mails.open(mail));
    const now = this.clock.now();
    if (became !== 'later') await this.repository.end(mail._id, became, new Date(now));
    else await this.repository.postpone(mail._id, new Date(now + pauseAfter(mail.tries)));
    // Neither to whom nor what.
    if (became !== 'sent') this.log.warn({ mail: mail._id, became, tries: mail.tries }, 'a mail was not sent');
  }
}

const pauseAfter = (tries: number): number => Math.min(FIRST_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
