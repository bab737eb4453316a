import { z } from 'zod';
import { Channel, type Delivery, type Letter } from './channel.js';

/** For so long a letter is under way at most. */
const LONGEST_MS = 30_000;
/** Answers by which a gateway says that it has not taken anything over and may be asked again. */
const NOT_NOW: readonly number[] = [429, 503];
/** What went wrong before there was a connection: nothing was handed over. */
const UNCONNECTED: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** What the gateway answers beside its status: 0 where it has taken the text over. */
const answered = z.object({ code: z.int() });

/**
 * Text messages through the gateway of a provider or of the county: `POST {"to", "text"}`, answered by `{"code": 0}` once it is taken over
 * (docs/adr/0020). No key by which it would drop a second is relied on.
 */
export class HttpChannel extends Channel {
  private readonly url: string;
  private readonly headers: Readonly<Record<string, string>>;

  /** @param address `https://:TOKEN@HOST/PATH`; the token, where there is one, is sent as `Authorization: Bearer` */
  constructor(address: string) {
    super();
    const url = new URL(address);
    const token = decodeURIComponent(url.password);
    url.username = url.password = '';
    this.url = url.href;
    this.headers = {
      'Content-Type': 'application/json',
      ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
    };
  }

  async deliver({ to, text }: Letter): Promise<Delivery> {
    try {
      const answer = await fetch(this.url, {
        method: 'POST',
        headers: this.headers,
        body: JSON.stringify({ to, text }),
        // Elsewhere nobody has said that he may see it.
        redirect: 'manual',
        signal: AbortSignal.timeout(LONGEST_MS),
      });
      if (NOT_NOW.includes(answer.status)) return 'later';
      if (answer.status >= 500) return 'unknown';
      if (!answer.ok) return 'refused';
      return answered.parse(await answer.json()).code === 0 ? 'sent' : 'refused';
    } catch (error) {
      const { code = '' } = ((error as Error).cause ?? {}) as { code?: string };
      return UNCONNECTED.includes(code) ? 'later' : 'unknown';
    }
  }
}
