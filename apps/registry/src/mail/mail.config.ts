import { unlessEmpty } from '#config';
import { z } from 'zod';

const gateway = (what: string) =>
  unlessEmpty(z.url({ protocol: /^(https?|file)$/ })).describe(
    `gateway that sends ${what}: https://:TOKEN@HOST/PATH; or file:///PATH, which keeps them in a file and sends nothing; without it none are sent`,
  );

/** Settings of e-mail, text messages and WeChat. */
export const mailConfig = z
  .object({
    SMTP_URL: unlessEmpty(z.url({ protocol: /^smtps?$/ })).describe(
      'server that sends mail: smtps://NAME:PASSWORD@HOST:465, or smtp://…:587?requireTLS=true; without it no mail is sent',
    ),
    MAIL_FROM: unlessEmpty(z.email()).describe('address from which mail is sent'),
    SMS_URL: gateway('text messages'),
    WECHAT_URL: gateway('WeChat messages'),
  })
  .refine((c) => c.SMTP_URL === undefined || c.MAIL_FROM !== undefined, {
    path: ['MAIL_FROM'],
    message: 'missing beside SMTP_URL',
  });
