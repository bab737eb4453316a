import type { InputOf, OutputOf, Rpc } from '#contracts';
import { DomainError, Gatherer } from '#kernel';
import { currentTraceId } from '#observability';
import { NoRespondersError, RequestError, TimeoutError } from '@nats-io/transport-node';
import { decodeReply, encode, openReply, type RequestEnvelope } from './envelope.js';
import type { NatsLink } from './nats-link.js';

const DEFAULT_TIMEOUT_MS = 15_000;

/** Requests of one message, at most. */
const MOST_TOGETHER = 100;

/** Calls contracts. */
export class ContractClient {
  private readonly together = new Map<string, Gatherer<RequestEnvelope, unknown>>();

  constructor(private readonly link: NatsLink) {}

  /**
   * Sends a request and waits for its reply.
   * @throws DomainError of the handler; `UNAVAILABLE` when nobody answers (at once if nobody is there); `INTERNAL` for a malformed reply
   */
  async call<C extends Rpc>(
    contract: C,
    input: InputOf<C>,
    options: { timeoutMs?: number } = {},
  ): Promise<OutputOf<C>> {
    this.link.assertConnected();
    const request = { traceId: currentTraceId(), input };
    const reply =
      contract.together === true
        ? await this.gatherer(contract.subject).add(request)
        : await this.send(contract.subject, request, options.timeoutMs);
    const output = contract.output.safeParse(openReply(reply));
    if (!output.success) throw new DomainError('INTERNAL', { reply: contract.subject }, { cause: output.error });
    return output.data as OutputOf<C>;
  }

  private async send(subject: string, message: unknown, timeout = DEFAULT_TIMEOUT_MS): Promise<unknown> {
    let text: string;
    try {
      const reply = await this.link.connection.request(this.link.subject(subject), encode(message), { timeout });
      text = reply.string();
    } catch (cause) {
      throw asUnavailable(cause, subject);
    }
    return decodeReply(text);
  }

  private gatherer(subject: string): Gatherer<RequestEnvelope, unknown> {
    const there = this.together.get(subject);
    if (there !== undefined) return there;
    const send = async (requests: RequestEnvelope[]) => repliesTo(requests, await this.send(subject, requests));
    const made = new Gatherer(send, { most: MOST_TOGETHER, longestMs: 1, inFlight: 16 });
    this.together.set(subject, made);
    return made;
  }
}

/** The reply to each of some requests that travelled together; one error to all of them where the message as a whole was refused. */
function repliesTo(requests: readonly RequestEnvelope[], replies: unknown): unknown[] {
  if (Array.isArray(replies) && replies.length === requests.length) return replies;
  openReply(replies);
  throw new DomainError('INTERNAL', { reply: 'malformed' });
}

function asUnavailable(cause: unknown, subject: string): DomainError {
  const reason =
    cause instanceof NoRespondersError || (cause instanceof RequestError && cause.isNoResponders())
      ? 'nobody-there'
      : cause instanceof TimeoutError
        ? 'time-out'
        : 'connection';
  return new DomainError('UNAVAILABLE', { part: subject.split('.')[0] ?? '', reason }, { cause });
}
