import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How many answers came in a second, and how long they took in milliseconds. */
export interface Load {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** One keep-alive HTTP/1.1 connection, one request at a time; as little work as possible, because it shares the machine with what is measured. */
class HttpConnection {
  private readonly socket: Socket;
  private received = '';
  private waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined;

  private readonly host: string;

  constructor(address: URL) {
    this.host = address.host;
    this.socket = connect(Number(address.port), address.hostname);
    this.socket.setNoDelay(true).setEncoding('latin1');
    this.socket.on('data', (text: string) => this.receive(text));
    this.socket.on('error', (error) => this.waiting?.reject(error));
    this.socket.on('close', () => this.waiting?.reject(new Error('the connection was closed')));
  }

  /** The status of the answer. */
  request(method: string, path: string, headers: string, body = ''): Promise<number> {
    const length = Buffer.byteLength(body);
    this.socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: ${this.host}\r\n${headers}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`,
    );
    return new Promise((resolve, reject) => (this.waiting = { resolve, reject }));
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private receive(text: string): void {
    this.received += text;
    const head = this.received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = /content-length: (\d+)/i.exec(this.received.slice(0, head))?.[1];
    if (length === undefined) throw new Error('an answer without a length');
    if (this.received.length < head + 4 + Number(length)) return;
    const status = Number(this.received.slice(9, 12));
    this.received = '';
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve(status);
  }
}

/** What a request is beside its method and path. */
export interface Content {
  readonly token?: string;
  readonly body?: string;
}

/** What is asked over some connections; `next` gives each request in turn. */
interface Asked {
  readonly connections: number;
  readonly path: string;
  readonly status: number;
  readonly method?: string;
  readonly next?: () => Content;
}

async function ask(connection: HttpConnection, { method = 'POST', path, status, next }: Asked): Promise<void> {
  const { token, body } = next?.() ?? {};
  const headers = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
  const came = await connection.request(method, path, headers, body);
  if (came !== status) throw new Error(`${method} ${path}: ${came} instead of ${status}`);
}

/**
 * Sends requests over some connections, for a while or so many, each as soon as the one before it is answered.
 * @throws Error on any other status
 */
export async function load(
  address: string,
  { seconds = Infinity, requests = Infinity, ...asked }: Asked & { seconds?: number; requests?: number },
): Promise<Load> {
  const took: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  let left = requests;
  await Promise.all(
    Array.from({ length: asked.connections }, async () => {
      const connection = new HttpConnection(new URL(address));
      for (let before = performance.now(); before < end && left-- > 0; before = performance.now()) {
        await ask(connection, asked);
        took.push(performance.now() - before);
      }
      connection.close();
    }),
  );
  return {
    perSecond: took.length / ((performance.now() - start) / 1000),
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
  };
}

/**
 * Sends each request at its own time (milliseconds from now, ascending), whether or not those before it are answered, as far as there are connections. Gives of each the milliseconds
 * from when it was to be sent until its answer: one that had to wait for a connection counts its wait (no coordinated omission).
 * @throws Error on any other status
 */
export async function paced(address: string, times: readonly number[], asked: Asked): Promise<number[]> {
  const took: number[] = [];
  const start = performance.now();
  let turn = 0;
  await Promise.all(
    Array.from({ length: asked.connections }, async () => {
      const connection = new HttpConnection(new URL(address));
      for (let time = times[turn++]; time !== undefined; time = times[turn++]) {
        const early = start + time - performance.now();
        if (early > 0) await sleep(early);
        await ask(connection, asked);
        took.push(performance.now() - start - time);
      }
      connection.close();
    }),
  );
  return took;
}
