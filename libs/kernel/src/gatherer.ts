interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what arrives at the same time into one batch, so that many small requests cost one message and one write to disk. A batch
 * leaves when nothing has come for `pauseMs` or `longestMs` have passed since its first item, as soon as fewer than `inFlight` batches are under way, or when it is
 * full. So one request alone waits for a pause, and of many the more go together the busier the process is.
 */
export class Gatherer<T, R> {
  private waiting: Waiting<T, R>[] = [];
  private underWay = 0;
  private timer: NodeJS.Timeout | undefined;
  /** When the first and the last of those that wait came. */
  private first = 0;
  private last = 0;

  /** @param send results in the order of the items */
  constructor(
    private readonly send: (items: T[]) => Promise<R[]>,
    private readonly options: {
      readonly most: number;
      /** By default `longestMs`. */
      readonly pauseMs?: number;
      readonly longestMs: number;
      readonly inFlight: number;
    },
  ) {}

  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.last = performance.now();
      if (this.waiting.length === 1) this.first = this.last;
      if (this.waiting.length >= this.options.most) this.flush();
      else this.timer ??= this.lookIn(this.pauseMs);
    });
  }

  private get pauseMs(): number {
    return this.options.pauseMs ?? this.options.longestMs;
  }

  private lookIn(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.flushWhenFree(), milliseconds);
  }

  private flushWhenFree(): void {
    const left = Math.min(this.last + this.pauseMs, this.first + this.options.longestMs) - performance.now();
    if (left > 0) {
      this.timer = this.lookIn(left);
      return;
    }
    this.timer = undefined;
    if (this.underWay < this.options.inFlight) this.flush();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length > 0) void this.deliver(batch);
  }

  private async deliver(batch: Waiting<T, R>[]): Promise<void> {
    this.underWay++;
    try {
      const results = await this.send(batch.map((w) => w.item));
      batch.forEach((w, i) => w.resolve(results[i] as R));
    } catch (error) {
      for (const w of batch) w.reject(error);
    } finally {
      this.underWay--;
      if (this.waiting.length > 0 && this.timer === undefined) this.flush();
    }
  }
}
