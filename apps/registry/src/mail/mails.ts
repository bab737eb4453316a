import { Clock, DomainError } from '#kernel';
import { bytesOf } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Channels, type Letter, type Way } from './channel.js';
import { type MailDocument, MailRepository } from './mail.repository.js';
import type { LetterFor } from './still-wanted.js';

const letter = z.object({ to: z.string(), subject: z.string(), text: z.string() });

/** A letter that is to be sent, once under its id. */
export interface ToSend extends Letter {
  readonly id: string;
  readonly way: Way;
  readonly for: LetterFor;
  /** After which it is not worth sending, epoch milliseconds. */
  readonly until: number;
}

/** The outbox of letters; `mailing.ts` empties it. */
@Injectable()
export class Mails {
  constructor(
    private readonly mails: MailRepository,
    private readonly keys: KeyRing,
    private readonly channels: Channels,
    private readonly clock: Clock,
  ) {}

  /** False where the system does not send by a way. */
  isOn(way: Way): boolean {
    return this.channels.get(way) !== undefined;
  }

  /** That one of some ways is on. @throws DomainError `MAIL.OFF`, or `CHANNEL.OFF` where mail is not one of them */
  assertOn(...ways: readonly Way[]): void {
    if (!ways.some((way) => this.isOn(way))) throw new DomainError(ways.includes('mail') ? 'MAIL.OFF' : 'CHANNEL.OFF');
  }

  async send(letters: readonly ToSend[]): Promise<void> {
    const sealed = letters.map(({ id, way, for: whom, until, ...content }) => ({
      id,
      for: whom,
      ...(way === 'mail' ? {} : { way }),
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
