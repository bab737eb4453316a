import type { InputOf, OutputOf, Rpc } from '#contracts';
import { DomainError } from '#kernel';
import { currentTraceId } from '#observability';
import { NoRespondersError, RequestError, TimeoutError } from '@nats-io/transport-node';
import { encode, openReply } from './envelope.js';
import type { NatsLink } from './nats-link.js';

const DEFAULT_TIMEOUT_MS = 15_000;

/** Calls contracts. */
export class ContractClient {
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
    const request = encode({ traceId: currentTraceId(), input });
    let text: string;
    try {
      const reply = await this.link.connection.request(this.link.subject(contract.subject), request, {
        timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      });
      text = reply.string();
    } catch (cause) {
      throw asUnavailable(cause, contract.subject);
    }
    const output = contract.output.safeParse(openReply(text));
    if (!output.success) throw new DomainError('INTERNAL', { reply: contract.subject }, { cause: output.error });
    return output.data as OutputOf<C>;
  }
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
