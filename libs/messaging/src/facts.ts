import {
  type ConsumerMessages,
  DeliverPolicy,
  jetstream,
  type JetStreamClient,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { delay } from '#kernel';
import type { Logger } from 'pino';
import type { NatsLink } from './nats-link.js';

const STREAM = 'FACTS';
const DAY_NS = 24 * 60 * 60 * 1e9;

/**
 * Facts on JetStream. The stream is transport only: it is made anew when it is gone, and a message that is lost is found again by the
 * gap in its feed's positions.
 */
export class FactStream {
  private readonly client: JetStreamClient;

  constructor(
    private readonly link: NatsLink,
    private readonly log: Logger,
  ) {
    this.client = jetstream(link.connection, { timeout: 3_000 });
  }

  /** Publishes and waits for the stream's acknowledgement; a failure is logged, followers then ask for what they lack. */
  async publish(subject: string, id: string, payload: string): Promise<void> {
    try {
      this.link.assertConnected();
      await this.client.publish(this.link.subject(subject), payload, { msgID: id });
    } catch (err) {
      this.log.warn({ err: String(err), subject }, 'a fact was not taken by the stream; followers will ask for it');
      await this.ensure().catch(() => undefined);
    }
  }

  /** Calls `receive` with every message on a subject from now on, until the signal; gaps are the receiver's to notice. */
  async consume(subject: string, receive: (text: string) => void, signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => signal.aborted;
    while (!isOver()) {
      let messages: ConsumerMessages | undefined;
      const stop = () => void messages?.close();
      try {
        this.link.assertConnected();
        await this.ensure();
        const consumer = await this.client.consumers.get(this.link.stream(STREAM), {
          filter_subjects: [this.link.subject(subject)],
          deliver_policy: DeliverPolicy.New,
        });
        messages = await consumer.consume({ max_messages: 50, abort_on_missing_resource: true });
        signal.addEventListener('abort', stop, { once: true });
        if (isOver()) stop(); // since before there was somebody to hear of it
        for await (const message of messages) receive(message.string());
      } catch (err) {
        this.log.debug({ err: String(err), subject }, 'the stream of facts is away');
      } finally {
        signal.removeEventListener('abort', stop);
      }
      await delay(500, signal);
    }
  }

  private async ensure(): Promise<void> {
    const manager = await jetstreamManager(this.link.connection, { timeout: 3_000 });
    const name = this.link.stream(STREAM);
    try {
      await manager.streams.info(name);
    } catch {
      await manager.streams.add({
        name,
        subjects: [this.link.subject('facts.>')],
        storage: StorageType.File,
        retention: RetentionPolicy.Limits,
        max_age: DAY_NS,
        max_bytes: 1024 * 1024 * 1024,
        duplicate_window: 120 * 1e9,
      });
    }
  }
}
