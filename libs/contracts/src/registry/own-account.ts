import { z } from 'zod';
import { rpc } from '../contract.js';

const username = z.string().min(1).max(64);
const password = z.string().min(1).max(200);
/** As it came by mail, however it was typed. */
const code = z.string().min(1).max(40);
/** The caller's, by which attempts are counted. */
const address = z.string().max(64).default('');

/**
 * What the owner of an account does with it himself, by codes that are mailed. All that mail: `MAIL.OFF` where the system sends none; a wrong code,
 * one that has run out and one that there never was are all `ACCOUNT.CODE_WRONG`. `AUTH.TOO_MANY_ATTEMPTS` with `seconds` to wait.
 */
export const ownAccount = {
  /** Mails a code to an address; once confirmed by it, notices are mailed there. Asks for the password, because the address replaces it. `AUTH.FAILED` */
  putEmail: rpc({
    subject: 'registry.v1.own-account.put-email',
    input: z.object({ username, password, address, email: z.email().max(254) }),
    output: z.object({}),
  }),
  confirmEmail: rpc({
    subject: 'registry.v1.own-account.confirm-email',
    input: z.object({ username, code }),
    output: z.object({}),
  }),
  removeEmail: rpc({
    subject: 'registry.v1.own-account.remove-email',
    input: z.object({ username }),
    output: z.object({}),
  }),
  /** Mails a code to the confirmed address of an account. The answer is the same, and as fast, where there is no such account or no address. */
  forgot: rpc({
    subject: 'registry.v1.own-account.forgot',
    input: z.object({ username, address }),
    output: z.object({}),
  }),
  /** Sets a new password by that code, and ends everything that was signed in with the old one. */
  reset: rpc({
    subject: 'registry.v1.own-account.reset',
    input: z.object({ username, address, code, password: z.string().min(10).max(200) }),
    output: z.object({}),
  }),
};
