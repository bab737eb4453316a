/** Where events go: what the stream of an HTTP response has. */
export interface Outlet {
  write: (text: string) => boolean;
  on: (event: 'drain' | 'close', listener: () => void) => unknown;
  end: () => unknown;
  destroy: () => unknown;
}

/** A state to be told, with the version by which it is known. */
export interface State {
  readonly id: string;
  readonly data: string;
}

const HEARTBEAT_MS = 15_000;
/** Milliseconds after which whoever lost the connection asks again. */
const RETRY_MS = 2_000;
/** Whoever has taken nothing for so long is gone. */
const STALLED_MS = 60_000;

/**
 * Server-sent events (HTML, "Server-sent events") of which each holds the whole state, so that only the last matters: while the other side takes nothing, what
 * would be sent is replaced and not queued. A comment now and then keeps what lies between from closing it.
 */
export class EventStream {
  private isFull = false;
  private fullSince = 0;
  private waiting: State | undefined;
  private ended = false;
  private readonly beat: NodeJS.Timeout;

  /** @param closed called once, whoever has closed it */
  constructor(
    private readonly outlet: Outlet,
    private readonly closed: () => void,
    private readonly now: () => number = Date.now,
  ) {
    outlet.on('drain', () => {
      this.drained();
    });
    outlet.on('close', () => {
      this.close();
    });
    this.beat = setInterval(() => {
      this.keepAlive();
    }, HEARTBEAT_MS);
    this.write(`retry: ${String(RETRY_MS)}\n\n`);
  }

  send(state: State): void {
    if (this.ended) return;
    if (this.isFull) this.waiting = state;
    else this.write(`id: ${state.id}\nevent: presence\ndata: ${state.data}\n\n`);
  }

  /** Ends it and says why, so that the other side knows whether to come back as it is or to sign in first. */
  end(because: 'signed-out' | 'stopping'): void {
    if (this.ended) return;
    this.outlet.write(`event: end\ndata: ${JSON.stringify({ because })}\n\n`);
    this.outlet.end();
    this.close();
  }

  private write(text: string): void {
    if (this.outlet.write(text)) return;
    this.isFull = true;
    this.fullSince = this.now();
  }

  private drained(): void {
    this.isFull = false;
    const state = this.waiting;
    this.waiting = undefined;
    if (state !== undefined) this.send(state);
  }

  private keepAlive(): void {
    if (!this.isFull) {
      this.write(':\n\n');
    } else if (this.now() - this.fullSince >= STALLED_MS) {
      this.outlet.destroy();
      this.close();
    }
  }

  private close(): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.beat);
    this.closed();
  }
}
