import { Clock, DomainError } from '#kernel';
import { bytesOf } from '#mongo';
import { KeyRing } from '#privacy';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Channel, type Letter } from './channel.js';
import { type MailDocument, MailRepository } from './mail.repository.js';

const letter = z.object({ to: z.string(), subject: z.string(), text: z.string() });

/** A letter that is to be sent, once under its id. */
export interface ToSend extends Letter {
  readonly id: string;
  /** After which it is not worth sending, epoch milliseconds. */
  readonly until: number;
}

/** The outbox of letters; `mailing.ts` empties it. */
@Injectable()
export class Mails {
  constructor(
    private readonly mails: MailRepository,
    private readonly keys: KeyRing,
    @Inject(Channel) private readonly channel: Channel | null,
    private readonly clock: Clock,
  ) {}

  /** False where the system sends no mail. */
  get isOn(): boolean {
    return this.channel !== null;
  }

  /** @throws DomainError `MAIL.OFF` */
  assertOn(): void {
    if (!this.isOn) throw new DomainError('MAIL.OFF');
  }

  async send(letters: readonly ToSend[]): Promise<void> {
    const sealed = letters.map(({ id, until, ...content }) => ({
      id,
      until: new Date(until),
      sealed: this.keys.seal(Buffer.from(JSON.stringify(content)), contextOf(id)),
    }));
    await this.mails.add(sealed, new Date(this.clock.now()));
  }

  open({ _id, sealed }: MailDocument): Letter {
    if (sealed === undefined) throw new Error('a letter that has ended');
    return letter.parse(JSON.parse(this.keys.unseal(bytesOf(sealed), contextOf(_id)).toString()));
  }
}

const contextOf = (id: string): string => `mail:${id}`;
