import { compact } from '#attendance';
import type { Account, OutputOf, ParsedInputOf, registry } from '#contracts';
import { Clock, DAY_MS, DomainError } from '#kernel';
import { Transactions } from '#mongo';
import { maskNumber } from '#privacy';
import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type AccountDocument, AccountRepository, grantsOf } from './account.repository.js';
import { PersonalData } from '../volunteers/personal-data.js';
import { Attempts } from './attempts.js';
import { Inheritance } from './inheritance.js';
import { readPhone } from './phone.js';
import { SignInLog } from './sign-in-log.js';

type Contracts = typeof registry.accounts;

/** argon2id with 19 MiB, two passes, one lane (OWASP's minimum for argon2id; ASVS 5.0, 11.4.2). */
const ARGON2 = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };
export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2);

const REFRESH_DAYS = 14;

/** Signing in, and the refresh tokens that keep somebody signed in: each is used once, and a family ends when one is used again (OWASP ASVS 5.0, 10.4.5). */
@Injectable()
export class Accounts {
  /** Checked where there is no such account, so that both take the same time (OWASP ASVS 5.0, 6.3.8). */
  private readonly nobody = hash(randomUUID(), ARGON2);

  constructor(
    private readonly accounts: AccountRepository,
    private readonly attempts: Attempts,
    private readonly personal: PersonalData,
    private readonly signIns: SignInLog,
    private readonly inheritance: Inheritance,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** By what name an account is shown, and whose own it is. It goes into records, where one of nothing visible would be none (definitions, `not_approved`) and a number is not to be in clear. */
  async whoIs(username: string): Promise<OutputOf<Contracts['whoIs']>> {
    const { displayName = '', volunteerNo = '' } = (await this.accounts.find(username)) ?? {};
    return { displayName: maskNumber(compact(displayName) === '' ? username : displayName), volunteerNo };
  }

  async signIn(credentials: ParsedInputOf<Contracts['signIn']>): Promise<OutputOf<Contracts['signIn']>> {
    const account = await this.check(credentials);
    await this.signIns.succeeded(account);
    return this.issue(account, randomUUID());
  }

  /**
   * The account whose password this is: of that name, or somebody's own of that phone number, which is nowhere kept in the open: its index stands for it.
   * @throws DomainError `AUTH.FAILED`, `AUTH.TOO_MANY_ATTEMPTS`
   */
  async check({ username: typed, password, address }: ParsedInputOf<Contracts['signIn']>): Promise<AccountDocument> {
    const { account, key: username } = await this.named(typed);
    const nth = await this.attempts.begin({ username, address });
    const right = await verify(account?.passwordHash ?? (await this.nobody), password);
    if (account !== null && !right) this.signIns.failed(account, nth);
    if (account === null || !right) throw new DomainError('AUTH.FAILED');
    await this.attempts.succeeded({ username, address });
    return account;
  }

  /** The account that somebody names, by its name or its owner's phone number; `key` stands for what was typed and holds no number in the open. */
  async named(typed: string): Promise<{ readonly account: AccountDocument | null; readonly key: string }> {
    const phone = readPhone(typed);
    const key = phone === undefined ? typed : this.personal.phoneIndex(phone);
    const account = await this.accounts.find(typed);
    return { account: account ?? (phone === undefined ? null : await this.accounts.findByPhone(key)), key };
  }

  /** Rotates a refresh token. One that was used before may have been stolen: the whole family ends. */
  async refresh(token: string): Promise<OutputOf<Contracts['refresh']>> {
    const id = digest(token);
    const issued = await this.transactions.run(async (session) => {
      const used = await this.accounts.useToken(id, new Date(this.clock.now()), session);
      const account = used && (await this.accounts.find(used.username, session));
      if (used === null || account === null) return null;
      // Somebody may have signed in with the password before while another was set.
      if (used.password !== undefined && used.password !== digest(account.passwordHash)) return null;
      return this.issue(account, used.family, session);
    });
    if (issued !== null) return issued;
    await this.signOut(token);
    throw new DomainError('AUTH.REQUIRED');
  }

  /** Ends the family of a token, used or not. */
  async signOut(token: string): Promise<void> {
    await this.transactions.run(async (session) => {
      const known = await this.accounts.findToken(digest(token), session);
      if (known !== null) await this.accounts.endFamily(known.family, session);
    });
  }

  /** Sets a password, and ends everything that was signed in with the one before (OWASP ASVS 5.0, 7.4.3). @throws DomainError `ACCOUNT.UNKNOWN` */
  async setPassword(username: string, password: string): Promise<void> {
    if (!(await this.accounts.setPassword(username, await hashPassword(password))))
      throw new DomainError('ACCOUNT.UNKNOWN', { username: maskNumber(username) });
    // After the new one is there, so that nobody signs in once more with the old one.
    await this.accounts.endTokens(username);
  }

  /**
   * Makes an account that the environment names, or gives it its password and rights where the password is another than the environment gave before. One that was
   * changed since stays as it is.
   */
  async ensure(account: Omit<Account, 'volunteerNo'>, password: string): Promise<void> {
    const present = await this.accounts.find(account.username);
    if (present?.givenHash !== undefined && (await verify(present.givenHash, password))) return;
    const isIts = present !== null && (await verify(present.passwordHash, password));
    const passwordHash = isIts ? present.passwordHash : await hashPassword(password);
    await this.accounts.put({
      _id: account.username,
      displayName: account.displayName,
      grants: account.grants,
      passwordHash,
      givenHash: passwordHash,
    });
  }

  private async issue(
    account: AccountDocument,
    family: string,
    session?: ClientSession,
  ): Promise<OutputOf<Contracts['signIn']>> {
    const refreshToken = randomBytes(32).toString('base64url');
    const refreshExpiresAt = this.clock.now() + REFRESH_DAYS * DAY_MS;
    await this.accounts.addToken(
      {
        _id: digest(refreshToken),
        family,
        username: account._id,
        expiresAt: new Date(refreshExpiresAt),
        used: false,
        password: digest(account.passwordHash),
      },
      session,
    );
    return {
      account: {
        username: account._id,
        displayName: account.displayName,
        grants: await this.inheritance.held(grantsOf(account)),
        volunteerNo: account.volunteerNo ?? '',
      },
      refreshToken,
      refreshExpiresAt,
    };
  }
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64url');
