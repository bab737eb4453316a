import { readConfig } from '#config';
import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { type Channel, Channels } from './channel.js';
import { HttpChannel } from './http-channel.js';
import { mailConfig } from './mail.config.js';
import { MAIL, MailRepository, mailSchema } from './mail.repository.js';
import { Mails } from './mails.js';
import { RecordedChannel } from './recorded-channel.js';
import { SmtpChannel } from './smtp-channel.js';

function channels(): Channels {
  const { SMTP_URL, MAIL_FROM, SMS_URL, WECHAT_URL } = readConfig(mailConfig);
  return new Channels({
    ...(SMTP_URL === undefined || MAIL_FROM === undefined ? {} : { mail: new SmtpChannel(SMTP_URL, MAIL_FROM) }),
    ...(SMS_URL === undefined ? {} : { sms: gateway(SMS_URL) }),
    ...(WECHAT_URL === undefined ? {} : { wechat: gateway(WECHAT_URL) }),
  });
}

const gateway = (url: string): Channel =>
  url.startsWith('file:') ? new RecordedChannel(new URL(url)) : new HttpChannel(url);

@Module({
  imports: [MongooseModule.forFeature([{ name: MAIL, schema: mailSchema }])],
  providers: [MailRepository, Mails, { provide: Channels, useFactory: channels }],
  exports: [MailRepository, Mails, Channels],
})
export class MailModule {}
