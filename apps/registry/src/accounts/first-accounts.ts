import { readConfig } from '#config';
import { grant } from '#contracts';
import { LOGGER } from '#messaging';
import { delay } from '#kernel';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { z } from 'zod';
import { Accounts } from './accounts.js';

const firstAccount = z.object({
  username: z.string().min(1),
  password: z.string().min(1),
  grants: z.array(grant),
  displayName: z.string(),
});

const schema = z.object({
  ADMIN_USER: z.string().min(1).optional().describe('name of the first administrator'),
  ADMIN_PASSWORD: z.string().min(1).optional().describe('password of the first administrator'),
  FIRST_ACCOUNTS: z
    .string()
    .default('[]')
    .transform((text) => z.array(firstAccount).parse(JSON.parse(text)))
    .describe('further accounts of a demo county, JSON'),
});

/** Makes the accounts that the environment names, so that somebody can sign in to a new system. */
@Injectable()
export class FirstAccounts implements OnApplicationBootstrap {
  constructor(
    private readonly accounts: Accounts,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const config = readConfig(schema);
    const wanted = [...config.FIRST_ACCOUNTS];
    if (config.ADMIN_USER !== undefined && config.ADMIN_PASSWORD !== undefined) {
      wanted.push({
        username: config.ADMIN_USER,
        password: config.ADMIN_PASSWORD,
        displayName: '系统管理员',
        grants: [{ role: 'administrator' }],
      });
    }
    for (const { password, ...account } of wanted) {
      for (;;) {
        try {
          await this.accounts.ensure(account, password);
          break;
        } catch (err) {
          this.log.warn({ err: String(err) }, 'an account could not be made yet');
          await delay(500);
        }
      }
    }
  }
}
