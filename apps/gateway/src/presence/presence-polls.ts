import { delay } from '#kernel';
import { LOGGER } from '#messaging';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { hash } from 'node:crypto';
import type { Logger } from 'pino';
import type { EventStream, State } from './event-stream.js';
import { type Before, Presences, shownOf } from './presences.js';

/** A record is on the screen within two seconds: this, and what it takes to read. */
const EVERY_MS = 700;
/** Who signs up is asked for once in so many times. */
const SIGN_UPS_EVERY = 4;

/** The streams of one session, and what each was told last. */
interface Poll {
  readonly streams: Set<EventStream>;
  readonly stopping: AbortController;
  state: State | undefined;
}

/** Asks how a session stands as long as anybody watches it, once for all of them, and tells them what has changed. */
@Injectable()
export class PresencePolls implements OnModuleDestroy {
  private readonly polls = new Map<string, Poll>();

  constructor(
    private readonly presences: Presences,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  get watching(): number {
    return [...this.polls.values()].reduce((sum, { streams }) => sum + streams.size, 0);
  }

  /** Tells a stream how the session stands, now and whenever that changes. Whoever adds it has made sure that it may be told. */
  add(sessionNo: string, stream: EventStream, first: Before): void {
    const there = this.polls.get(sessionNo);
    if (there !== undefined) {
      there.streams.add(stream);
      stream.send(there.state ?? stateOf(sessionNo, first));
      return;
    }
    const state = stateOf(sessionNo, first);
    const poll = { streams: new Set([stream]), stopping: new AbortController(), state };
    this.polls.set(sessionNo, poll);
    stream.send(state);
    void this.run(sessionNo, poll, first);
  }

  remove(sessionNo: string, stream: EventStream): void {
    const poll = this.polls.get(sessionNo);
    poll?.streams.delete(stream);
    if (poll?.streams.size !== 0) return;
    this.polls.delete(sessionNo);
    poll.stopping.abort();
  }

  /** Before the server waits for what is open to close. */
  onModuleDestroy(): void {
    for (const { streams } of [...this.polls.values()]) for (const stream of [...streams]) stream.end('stopping');
  }

  private async run(sessionNo: string, poll: Poll, first: Before): Promise<void> {
    const { signal } = poll.stopping;
    let before = first;
    for (let n = 1; ; n++) {
      await delay(EVERY_MS, signal);
      if (signal.aborted) return;
      try {
        before = await this.presences.read(sessionNo, 'everywhere', before, n % SIGN_UPS_EVERY !== 0);
        const state = stateOf(sessionNo, before);
        if (state.id === poll.state?.id) continue;
        poll.state = state;
        for (const stream of poll.streams) stream.send(state);
      } catch (err) {
        this.log.warn({ err: String(err), sessionNo }, 'who is at a session will be asked again');
      }
    }
  }
}

function stateOf(sessionNo: string, read: Before): State {
  const data = JSON.stringify(shownOf(sessionNo, read));
  return { id: hash('sha256', data, 'base64url').slice(0, 22), data };
}
