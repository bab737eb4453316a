/** Waits, and wakes early when the signal is aborted. */
export function delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** A wait that others can end: `wake()` lets the present or the next `wait` return at once. */
export class Wakeup {
  private woken = false;
  private resolve: (() => void) | undefined;

  wake(): void {
    this.woken = true;
    this.resolve?.();
  }

  async wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (!this.woken && !signal?.aborted) {
      const controller = new AbortController();
      this.resolve = () => controller.abort();
      const onAbort = () => controller.abort();
      signal?.addEventListener('abort', onAbort, { once: true });
      await delay(milliseconds, controller.signal);
      signal?.removeEventListener('abort', onAbort);
      this.resolve = undefined;
    }
    this.woken = false;
  }
}
