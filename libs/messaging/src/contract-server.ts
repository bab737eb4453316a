import type { Rpc } from '#contracts';
import { DomainError } from '#kernel';
import { withTraceId } from '#observability';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import type { Msg, Subscription } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { lastValueFrom } from 'rxjs';
import { z } from 'zod';
import { encode, errorReply, type RequestEnvelope, requestEnvelope } from './envelope.js';
import type { NatsLink } from './nats-link.js';

/** Requests under way at once before further ones are told `OVERLOADED`. */
const MAX_IN_FLIGHT = 2_000;

/** Turns a dependency's failure into what callers are told, e.g. a lost database into `UNAVAILABLE`. */
export type ErrorTranslation = (error: unknown) => DomainError | undefined;

/** Nest's transport for contracts: each handler subscribes in its service's queue group, input and output are parsed. */
export class ContractServer extends Server implements CustomTransportStrategy {
  private inFlight = 0;
  private readonly subscriptions: Subscription[] = [];
  private idle: (() => void) | undefined;

  constructor(
    private readonly link: NatsLink,
    private readonly service: string,
    private readonly log: Logger,
    private readonly translate: ErrorTranslation = () => undefined,
  ) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    for (const [subject, handler] of this.messageHandlers) {
      const contract = (handler.extras as { contract?: Rpc } | undefined)?.contract;
      if (contract === undefined) throw new Error(`the handler of ${subject} is not bound by @Handles`);
      const subscription = this.link.connection.subscribe(this.link.subject(subject), {
        queue: this.service,
        callback: (error, message) => {
          if (error) this.log.error({ err: error, subject }, 'subscription failed');
          else void this.answer(contract, handler, message);
        },
      });
      this.subscriptions.push(subscription);
    }
    callback();
  }

  /** Takes no further requests and waits for those under way. */
  async close(): Promise<void> {
    await Promise.allSettled(this.subscriptions.map((s) => s.drain()));
    if (this.inFlight > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  on(): never {
    throw new Error('this transport has no events of its own');
  }

  unwrap(): never {
    throw new Error('the connection belongs to the NatsLink');
  }

  private async answer(contract: Rpc, handler: MessageHandler, message: Msg): Promise<void> {
    const requests = parse(message.string());
    const count = Array.isArray(requests) ? requests.length : 1;
    this.inFlight += count;
    try {
      const reply = Array.isArray(requests)
        ? `[${(await Promise.all(requests.map((r) => this.reply(contract, handler, r)))).join(',')}]`
        : await this.reply(contract, handler, requests);
      message.respond(reply);
    } catch (err) {
      this.log.error({ err, subject: contract.subject }, 'a reply could not be sent');
    } finally {
      this.inFlight -= count;
      if (this.inFlight === 0) this.idle?.();
    }
  }

  private async reply(contract: Rpc, handler: MessageHandler, request: RequestEnvelope | undefined): Promise<string> {
    if (this.inFlight > MAX_IN_FLIGHT) return errorReply(new DomainError('OVERLOADED'));
    if (request === undefined) return errorReply(new DomainError('REQUEST.MALFORMED', { subject: contract.subject }));
    const input = contract.input.safeParse(request.input);
    if (!input.success) {
      const issue = input.error.issues[0];
      return errorReply(
        new DomainError('REQUEST.MALFORMED', { path: issue?.path.join('.') ?? '', message: issue?.message ?? '' }),
      );
    }
    return withTraceId(request.traceId ?? randomUUID(), async () => {
      try {
        const output: unknown = await lastValueFrom(this.transformToObservable(await handler(input.data)));
        return encode({ output: contract.output.parse(output) });
      } catch (error) {
        const expected = error instanceof DomainError ? error : this.translate(error);
        if (expected !== undefined && expected !== error) {
          this.log.warn({ err: error, subject: contract.subject }, 'what a handler needs failed');
        }
        if (expected !== undefined && expected.code !== 'INTERNAL') return errorReply(expected);
        this.log.error({ err: error, subject: contract.subject }, 'a handler failed');
        return errorReply(new DomainError('INTERNAL'));
      }
    });
  }
}

const message = z.union([requestEnvelope, z.array(requestEnvelope)]);

/** A request, or several that travelled together. */
function parse(text: string): RequestEnvelope | RequestEnvelope[] | undefined {
  try {
    return message.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
