import { readConfig } from '#config';
import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Channel } from './channel.js';
import { mailConfig } from './mail.config.js';
import { MAIL, MailRepository, mailSchema } from './mail.repository.js';
import { Mailing } from './mailing.js';
import { Mails } from './mails.js';
import { SmtpChannel } from './smtp-channel.js';

/** Null where no mail is sent. */
function channel(): Channel | null {
  const { SMTP_URL, MAIL_FROM } = readConfig(mailConfig);
  return SMTP_URL === undefined || MAIL_FROM === undefined ? null : new SmtpChannel(SMTP_URL, MAIL_FROM);
}

@Module({
  imports: [MongooseModule.forFeature([{ name: MAIL, schema: mailSchema }])],
  providers: [MailRepository, Mails, Mailing, { provide: Channel, useFactory: channel }],
  exports: [Mails],
})
export class MailModule {}
