import { readSecret } from './files.js';
import { messages, UserError } from './messages.js';

/** What a start is told, from the environment or by the caller. */
export interface StackOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  /** Load the demo county, and have its accounts. */
  readonly demo: boolean;
  readonly adminUser: string;
  readonly adminPassword?: string | undefined;
  /** 32 bytes in base64; without it the key kept in the data folder. */
  readonly masterKey?: string | undefined;
  readonly mongoUri?: string | undefined;
  readonly natsUrl?: string | undefined;
  readonly replicas: number;
  /** Server that sends mail, and the sender's address. */
  readonly smtpUrl?: string | undefined;
  readonly mailFrom?: string | undefined;
  /** Gateways that send text messages and WeChat messages. */
  readonly smsUrl?: string | undefined;
  readonly wechatUrl?: string | undefined;
}

function whole(value: string | undefined, otherwise: number, highest: number): number | undefined {
  if (value === undefined || value === '') return otherwise;
  const number = /^\d+$/.test(value) ? Number(value) : 0;
  return number >= 1 && number <= highest ? number : undefined;
}

/** Checks that a master key is 32 bytes in base64. */
export function checkMasterKey(key: string, where: string): string {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(key)) throw new UserError(messages.badMasterKey(where));
  return key;
}

function masterKeyOf(env: NodeJS.ProcessEnv): string | undefined {
  const file = env['MASTER_KEY_FILE'];
  if (env['MASTER_KEY']) return checkMasterKey(env['MASTER_KEY'].trim(), 'MASTER_KEY');
  if (!file) return undefined;
  const key = readSecret(file);
  if (key === undefined) throw new UserError(messages.noSuchFile(file));
  return checkMasterKey(key, file);
}

/** What `DEMO` may be. */
const ON_OFF: Readonly<Record<string, boolean>> = {
  ...{ on: true, 1: true, true: true, yes: true },
  ...{ off: false, 0: false, false: false, no: false },
};

/** Reads the environment; throws a `UserError` for what makes no sense. An empty variable counts as none. */
export function optionsFromEnv(env: NodeJS.ProcessEnv): StackOptions {
  const port = whole(env['PORT'], 3000, 65_535);
  if (port === undefined) throw new UserError(messages.badPort(env['PORT'] ?? ''));
  const replicas = whole(env['REPLICAS'], 1, 16);
  if (replicas === undefined) throw new UserError(messages.badReplicas(env['REPLICAS'] ?? ''));
  const demo = ON_OFF[(env['DEMO'] || 'on').toLowerCase()];
  if (demo === undefined) throw new UserError(messages.badDemo(env['DEMO'] ?? ''));
  return {
    port,
    replicas,
    host: env['HOST'] || '127.0.0.1',
    dataDir: env['DATA_DIR'] || '.data',
    demo,
    adminUser: env['ADMIN_USER'] || 'admin',
    adminPassword: env['ADMIN_PASSWORD'] || undefined,
    masterKey: masterKeyOf(env),
    mongoUri: env['MONGODB_URI'] || undefined,
    natsUrl: env['NATS_URL'] || undefined,
    smtpUrl: env['SMTP_URL'] || undefined,
    mailFrom: env['MAIL_FROM'] || undefined,
    smsUrl: env['SMS_URL'] || undefined,
    wechatUrl: env['WECHAT_URL'] || undefined,
  };
}
