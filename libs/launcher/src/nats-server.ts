import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { type DataFolder } from './data-folder.js';
import { keptSecret, writeWhole } from './files.js';

const USER = 'county';

export function natsPassword(folder: DataFolder): string {
  return keptSecret(folder.secret('nats-password'), () => randomBytes(24).toString('base64url'));
}

export function natsArgs(folder: DataFolder, port: number, password: string): string[] {
  const store = folder.at('nats');
  mkdirSync(store, { recursive: true, mode: 0o700 });
  const config = folder.secret('nats.conf');
  // JSON strings are valid strings of this configuration language.
  writeWhole(
    config,
    [
      `listen: "127.0.0.1:${port}"`,
      `server_name: "county-${randomBytes(4).toString('hex')}"`,
      `authorization { user: ${USER}, password: ${JSON.stringify(password)} }`,
      `jetstream { store_dir: ${JSON.stringify(store)}, sync_interval: always }`,
      'max_payload: 8MB',
      'max_pending: 64MB',
      'logtime: true',
      '',
    ].join('\n'),
  );
  return ['-c', config];
}

export function natsUrl(port: number, password: string): string {
  return `nats://${USER}:${password}@127.0.0.1:${port}`;
}

/** Does a nats-server with JetStream answer there? It greets every connection with a line of INFO. */
export function natsAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    let greeting = '';
    const socket = createConnection({ host: '127.0.0.1', port, timeout: 2_000 });
    const done = (answers: boolean): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      greeting += chunk;
      if (greeting.includes('\n')) done(greeting.startsWith('INFO ') && greeting.includes('"jetstream":true'));
    });
    socket.on('timeout', () => done(false));
    socket.on('error', () => done(false));
    socket.on('close', () => done(false));
  });
}

/** The reason of a failed start, from the server's log. */
export function natsReason(lines: readonly string[]): string | undefined {
  const found = lines.filter((line) => /\[(FTL|ERR)\]|error|no space/i.test(line));
  return (
    found
      .map((line) => line.replace(/^\[\d+\] \S+ \S+ /, ''))
      .slice(0, 2)
      .join('; ')
      .slice(0, 400) || undefined
  );
}
