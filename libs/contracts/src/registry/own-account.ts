import { z } from 'zod';
import { rpc } from '../contract.js';

const username = z.string().min(1).max(64);
const password = z.string().min(1).max(200);
/** As it was sent, however it was typed. */
const code = z.string().min(1).max(40);
/** The caller's, by which attempts are counted. */
const address = z.string().max(64).default('');

/**
 * What the owner of an account does with it himself, by codes that are sent to him. All that send: `MAIL.OFF` or `CHANNEL.OFF` where the system does not; a wrong code,
 * one that has run out and one that there never was are all `ACCOUNT.CODE_WRONG`. `AUTH.TOO_MANY_ATTEMPTS` with `seconds` to wait.
 */
export const ownAccount = {
  /** Sets another password for who knows the present one, and ends everything that was signed in with that. `AUTH.FAILED` */
  changePassword: rpc({
    subject: 'registry.v1.own-account.change-password',
    input: z.object({ username, password, address, newPassword: password }),
    output: z.object({}),
  }),
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
  /** The same by WeChat: sends a code to an OpenID, which its owner has from the county's official account. It replaces no password. */
  putWechat: rpc({
    subject: 'registry.v1.own-account.put-wechat',
    input: z.object({ username, password, address, openId: z.string().regex(/^[\w-]{6,64}$/) }),
    output: z.object({}),
  }),
  confirmWechat: rpc({
    subject: 'registry.v1.own-account.confirm-wechat',
    input: z.object({ username, code }),
    output: z.object({}),
  }),
  removeWechat: rpc({
    subject: 'registry.v1.own-account.remove-wechat',
    input: z.object({ username }),
    output: z.object({}),
  }),
  /** Sends a code by text message to the phone number under which the owner is registered. `AUTH.FAILED`; `ACCOUNT.NO_PHONE` where there is no mobile number */
  sendPhoneCode: rpc({
    subject: 'registry.v1.own-account.send-phone-code',
    input: z.object({ username, password, address }),
    output: z.object({}),
  }),
  /** Confirms the number to which that code went. */
  confirmPhone: rpc({
    subject: 'registry.v1.own-account.confirm-phone',
    input: z.object({ username, code }),
    output: z.object({}),
  }),
  /** Sends a code to the confirmed e-mail address of an account, or to its confirmed phone number where there is none. The answer is the same, and as fast, where there is no such account, or neither. */
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
