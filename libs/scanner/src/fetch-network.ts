import type { Answer, Network, Request } from './ports.js';

/** By `fetch`, as browsers and Node have it. */
export class FetchNetwork implements Network {
  /**
   * @param address of the server, such as `https://example.org`; empty for that of the page
   * @param token the access token of whoever uses the device, asked for with each request
   * @param timeoutMs after which no answer came
   */
  constructor(
    private readonly address: string,
    private readonly token: () => string | undefined,
    private readonly timeoutMs = 30_000,
  ) {}

  async send({ method, path, body }: Request): Promise<Answer> {
    const token = this.token();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), this.timeoutMs);
    try {
      const answer = await fetch(this.address + path, {
        method,
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: stop.signal,
      });
      const text = await answer.text();
      const date = Date.parse(answer.headers.get('date') ?? '');
      const retryAfter = Number(answer.headers.get('retry-after') ?? NaN);
      return {
        status: answer.status,
        body: /json/.test(answer.headers.get('content-type') ?? '') ? (JSON.parse(text) as unknown) : undefined,
        ...(Number.isNaN(date) ? {} : { date }),
        ...(Number.isNaN(retryAfter) ? {} : { retryAfter }),
      };
    } finally {
      clearTimeout(timer);
    }
  }
}
