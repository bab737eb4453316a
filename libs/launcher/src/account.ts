import { randomBytes } from 'node:crypto';
import type { State } from './data-folder.js';
import { messages, type Text } from './messages.js';
import { type StackOptions } from './options.js';

/** Of the demo county's administrator: known to everybody, so it only stands where nobody else can reach the gateway. */
const DEMO_PASSWORD = 'demo-county-2024';

export interface Account {
  readonly user: string;
  /** What the registry is to set; nothing where the password set before stays. */
  readonly password: string | undefined;
  /** Whether it is the demo county's. */
  readonly isDemo: boolean;
  /** What to tell the user. */
  readonly text: Text;
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** Which administrator the registry is to have; `folder` is what the starts before have noted. */
export function accountFor(
  { adminUser: user, adminPassword: given, host }: Pick<StackOptions, 'adminUser' | 'adminPassword' | 'host'>,
  folder: Pick<State, 'adminMade' | 'adminDemo' | 'demo'>,
  random: () => string = () => randomBytes(12).toString('base64url'),
): Account {
  if (given !== undefined) return { user, password: given, isDemo: false, text: messages.accountKnown(user) };
  const ofDemo = folder.demo === 'wanted' || folder.demo === 'loaded';
  const isDemo = folder.adminMade === true ? (folder.adminDemo ?? ofDemo) : ofDemo;
  if (isDemo && isLoopback(host))
    return { user, password: DEMO_PASSWORD, isDemo, text: messages.account(user, DEMO_PASSWORD) };
  if (!isDemo && folder.adminMade === true)
    return { user, password: undefined, isDemo, text: messages.accountKnown(user) };
  const password = random();
  return { user, password, isDemo: false, text: messages.accountOnce(user, password) };
}
