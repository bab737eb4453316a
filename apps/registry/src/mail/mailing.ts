import { Clock } from '#kernel';
import { LOGGER } from '#messaging';
import { LeasedTask, Leases } from '#mongo';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { type Channel, Channels, type Delivery, type Way, WAYS } from './channel.js';
import { type MailDocument, MailRepository } from './mail.repository.js';
import { Mails } from './mails.js';
import { StillWanted } from './still-wanted.js';

const EVERY_MS = 500;
/** The first pause before a letter is tried again; it doubles up to the longest. */
const FIRST_MS = 1_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
/** What has been sending for longer than any letter takes was left by somebody who died. */
export const LEFT_AFTER_MS = 60_000;

/**
 * Sends letters, one replica at a time, each at most once: it is noted as sending before it is given to the provider, and only what was certainly not
 * taken over is tried again (docs/adr/0014); what is no longer wanted when its turn comes is dropped. Each way goes on by itself, so none waits for another's provider.
 */
@Injectable()
export class Mailing extends LeasedTask {
  constructor(
    private readonly repository: MailRepository,
    private readonly mails: Mails,
    private readonly channels: Channels,
    private readonly wanted: StillWanted,
    private readonly clock: Clock,
    leases: Leases,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super(leases, 'mailing');
  }

  protected async work(held: AbortSignal): Promise<void> {
    const repeated = { everyMs: EVERY_MS, log: this.log, failing: 'mail will be looked at again' };
    const ways = WAYS.flatMap((way) => {
      const channel = this.channels.get(way);
      return channel === undefined ? [] : [this.repeat(held, repeated, () => this.sendNext(way, channel))];
    });
    await Promise.all([this.repeat(held, repeated, () => this.giveUp()), ...ways]);
  }

  private async giveUp(): Promise<boolean> {
    const now = this.clock.now();
    const left = await this.repository.giveUp(new Date(now - LEFT_AFTER_MS), new Date(now));
    if (left > 0) this.log.warn({ left }, 'mails of which it is not known whether they were sent are not sent again');
    return false;
  }

  /** False where nothing is due. */
  private async sendNext(way: Way, channel: Channel): Promise<boolean> {
    const mail = await this.repository.claim(way, new Date(this.clock.now()));
    if (mail !== null) await this.sendOne(way, mail, channel);
    return mail !== null;
  }

  private async sendOne(way: Way, mail: MailDocument, channel: Channel): Promise<void> {
    const became = await this.deliver(way, mail, channel);
    const now = this.clock.now();
    if (became !== 'later') await this.repository.end(mail._id, became, new Date(now));
    else await this.repository.postpone(mail._id, new Date(now + pauseAfter(mail.tries)));
    // Neither to whom nor what.
    if (became !== 'sent') this.log.warn({ mail: mail._id, became, tries: mail.tries }, 'a mail was not sent');
  }

  private async deliver(way: Way, mail: MailDocument, channel: Channel): Promise<Delivery | 'late' | 'dropped'> {
    if (this.clock.now() >= mail.until.getTime()) return 'late';
    const letter = this.mails.open(mail);
    if (mail.for !== undefined) {
      // Where that cannot be said now, nothing was handed over.
      const isWanted = await this.wanted.isWanted({ way, to: letter.to, for: mail.for }).catch(() => undefined);
      if (isWanted !== true) return isWanted === undefined ? 'later' : 'dropped';
    }
    return channel.deliver(letter);
  }
}

const pauseAfter = (tries: number): number => Math.min(FIRST_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
