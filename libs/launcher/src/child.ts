export interface ExitOptions {
  /** After this time the process ends even if its work has not; milliseconds. */
  readonly limitMs?: number;
}

/**
 * Called once by every service: ends the process in good order on SIGTERM, on SIGINT, and when the launcher is gone (its channel
 * closes, also after `kill -9`). A further signal does not cut the stop short.
 *
 * @param stop finishes the work under way and closes connections; after it the process exits with 0, or with 1 if it failed
 */
export function exitWithLauncher(stop: () => Promise<void>, { limitMs = 6_000 }: ExitOptions = {}): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), limitMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (process.send === undefined) return; // not started by the launcher
  if (process.connected) process.on('disconnect', end);
  else setImmediate(end);
}
