import { connect, type Socket } from 'node:net';

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

/**
 * Sends requests over some connections, for a while or so many, each as soon as the one before it is answered.
 * @throws Error on any other status
 */
export async function load(
  address: string,
  {
    connections,
    seconds = Infinity,
    requests = Infinity,
    path,
    status,
    method = 'POST',
    token,
    body,
  }: {
    connections: number;
    seconds?: number;
    requests?: number;
    path: string;
    status: number;
    method?: string;
    token?: string;
    body?: () => string;
  },
): Promise<Load> {
  const headers = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
  const took: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  let left = requests;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = new HttpConnection(new URL(address));
      for (let before = performance.now(); before < end && left-- > 0; before = performance.now()) {
        const came = await connection.request(method, path, headers, body?.());
        if (came !== status) throw new Error(`${method} ${path}: ${came} instead of ${status}`);
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
