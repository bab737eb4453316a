import { hkdfSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built programs, `dist`. */
export const built = fileURLToPath(new URL('../../..', import.meta.url));
/** The project's folder. */
export const root = join(built, '..');

/** The Node that comes with the project, wherever it was installed; else the one that runs this. */
export function nodeProgram(): string {
  const own = join(root, 'node_modules', 'node', 'bin', 'node');
  return existsSync(own) ? own : process.execPath;
}

export function mainOf(app: string): string {
  return join(built, 'apps', app, 'src', 'main.js');
}

/**
 * MB that V8's old space of a service may reach before V8 collects it for the first time. From its own beginnings, a few MB, it collects
 * again and again while modules load and the first rows come in: a full county took a fifth longer.
 */
export const FIRST_COLLECTED_MB = 128;

export interface Service {
  readonly name: string;
  /** Has a database of its own, so it gets MongoDB's address and the master key for the personal data in it. */
  readonly database?: boolean;
  /** What it gets beside these and NATS's address. */
  readonly extra?: 'http' | 'administrator';
  /** Limit of V8's old space in MB: room for its work, but no growing into the gigabytes before it collects. */
  readonly heapMb: number;
  /**
   * Limit of V8's young space in MB, of which a busy process keeps three times as much. Where none is given Node lets it grow further:
   * bringing in a full county then took 1.4 GB in all processes, against 1.1 GB with these limits and the same CPU time.
   */
  readonly youngMb: number;
}

/** The one list of services. They start together and stop together, but the gateway stops first. */
export const services: readonly Service[] = [
  { name: 'registry', database: true, extra: 'administrator', heapMb: 512, youngMb: 16 },
  { name: 'scheduling', database: true, heapMb: 384, youngMb: 8 },
  { name: 'check-in', database: true, heapMb: 512, youngMb: 32 },
  { name: 'statistics', heapMb: 1024, youngMb: 8 },
  { name: 'gateway', extra: 'http', heapMb: 512, youngMb: 8 },
];

export interface ServiceSettings {
  readonly mongoUri: string;
  readonly natsUrl: string;
  readonly masterKey: string;
  readonly cliToken: string;
  readonly host: string;
  readonly port: number;
  readonly replicas: number;
  readonly adminUser: string;
  readonly adminPassword: string | undefined;
  readonly smtpUrl?: string | undefined;
  readonly mailFrom?: string | undefined;
  readonly smsUrl?: string | undefined;
  readonly wechatUrl?: string | undefined;
}

/** The key that signs access tokens, derived so that the gateway never holds the master key; base64 of 32 bytes. */
export function tokenKey(masterKey: string): string {
  const key = hkdfSync('sha256', Buffer.from(masterKey, 'base64'), Buffer.alloc(0), 'access-token', 32);
  return Buffer.from(key).toString('base64');
}

/** What only some may know; no child inherits it from the launcher's own environment. */
const OWN = [
  ...['MASTER_KEY', 'MASTER_KEY_FILE', 'ADMIN_USER', 'ADMIN_PASSWORD', 'MONGODB_URI', 'NATS_URL'],
  ...['SMTP_URL', 'MAIL_FROM', 'SMS_URL', 'WECHAT_URL'],
  ...['TOKEN_KEY', 'CLI_TOKEN', 'PORT', 'HOST', 'REUSE_PORT', 'NODE_CHANNEL_FD'],
];

export function plainEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OWN.includes(name) && !/^npm_/i.test(name)));
}

export function serviceEnv(service: Service, settings: ServiceSettings, replica: number): NodeJS.ProcessEnv {
  const { mongoUri, natsUrl, masterKey, adminUser, adminPassword } = settings;
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: 'production',
    // glibc otherwise gives each thread a heap of its own, which takes 30 MB more while a million rows come in, and no less time.
    MALLOC_ARENA_MAX: '1',
    ...plainEnv(),
    NATS_URL: natsUrl,
    INSTANCE: `${service.name}-${replica}`,
  };
  if (service.database) {
    env['MONGODB_URI'] = mongoUri;
    env['MASTER_KEY'] = masterKey;
  }
  if (service.extra === 'administrator') {
    env['ADMIN_USER'] = adminUser;
    if (adminPassword !== undefined) env['ADMIN_PASSWORD'] = adminPassword;
    const { smtpUrl, mailFrom, smsUrl, wechatUrl } = settings;
    const sending = { SMTP_URL: smtpUrl, MAIL_FROM: mailFrom, SMS_URL: smsUrl, WECHAT_URL: wechatUrl };
    for (const [name, value] of Object.entries(sending)) if (value !== undefined) env[name] = value;
  }
  if (service.extra === 'http') {
    env['HOST'] = settings.host;
    env['PORT'] = String(settings.port);
    env['TOKEN_KEY'] = tokenKey(masterKey);
    env['CLI_TOKEN'] = settings.cliToken;
    if (settings.replicas > 1) env['REUSE_PORT'] = '1';
  }
  return env;
}
