import { DomainError } from '#kernel';
import { connect, type NatsConnection } from '@nats-io/transport-node';

/** One connection to NATS for a process, which comes back by itself. */
export class NatsLink {
  private constructor(
    readonly connection: NatsConnection,
    private readonly namespace: string,
  ) {
    void this.watch();
  }

  private connected = true;
  private closing: Promise<void> | undefined;

  /** Waits for the server if it is not there yet. `namespace` is put before every subject and stream. */
  static async open(url: string, name: string, namespace = ''): Promise<NatsLink> {
    const { servers, user, pass } = parseUrl(url);
    const connection = await connect({
      servers,
      ...(user === undefined ? {} : { user }),
      ...(pass === undefined ? {} : { pass }),
      name,
      reconnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
      reconnectJitter: 50,
      waitOnFirstConnect: true,
      pingInterval: 10_000,
      timeout: 3_000,
      ignoreAuthErrorAbort: true,
    });
    return new NatsLink(connection, namespace);
  }

  subject(name: string): string {
    return this.namespace === '' ? name : `${this.namespace}.${name}`;
  }

  stream(name: string): string {
    return this.namespace === '' ? name : `${this.namespace}_${name}`;
  }

  get isConnected(): boolean {
    return this.connected && !this.connection.isClosed();
  }

  /** @throws DomainError `UNAVAILABLE` while there is no connection, so that callers do not wait for one */
  assertConnected(): void {
    if (!this.isConnected) throw new DomainError('UNAVAILABLE', { part: 'nats' });
  }

  /** Sends what is under way and ends; a second call waits for the first, because a second drain would wait for ever. */
  close(): Promise<void> {
    this.closing ??= this.connection.isClosed()
      ? Promise.resolve()
      : this.connection.drain().catch(() => this.connection.close());
    return this.closing;
  }

  private async watch(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect') this.connected = false;
      if (status.type === 'reconnect') this.connected = true;
    }
  }
}

function parseUrl(url: string): { servers: string[]; user?: string; pass?: string } {
  const parts = url.split(',').map((u) => new URL(u));
  const first = parts[0];
  if (first === undefined) throw new Error('NATS_URL is empty');
  return {
    servers: parts.map((u) => u.host),
    ...(first.username ? { user: decodeURIComponent(first.username) } : {}),
    ...(first.password ? { pass: decodeURIComponent(first.password) } : {}),
  };
}
