import { randomBytes } from 'node:crypto';
import { messages, type Text } from './messages.js';
import { type StackOptions } from './options.js';

/** The demo county's administrator: known to everybody, so it is only used where nobody else can reach the gateway. */
const DEMO_PASSWORD = 'demo-county-2024';

export interface Account {
  readonly user: string;
  /** What the registry is to set; nothing where the password set before stays. */
  readonly password: string | undefined;
  /** What to tell the user. */
  readonly text: Text;
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** Which administrator the registry is to have. */
export function accountFor(
  {
    adminUser: user,
    adminPassword: given,
    demo,
    host,
  }: Pick<StackOptions, 'adminUser' | 'adminPassword' | 'demo' | 'host'>,
  isMade: boolean,
  random: () => string = () => randomBytes(12).toString('base64url'),
): Account {
  if (given !== undefined) return { user, password: given, text: messages.accountKnown(user) };
  if (isMade && !demo) return { user, password: undefined, text: messages.accountKnown(user) };
  if (demo && isLoopback(host)) return { user, password: DEMO_PASSWORD, text: messages.account(user, DEMO_PASSWORD) };
  if (isMade) return { user, password: undefined, text: messages.accountKnown(user) };
  const password = random();
  return { user, password, text: messages.accountOnce(user, password) };
}
