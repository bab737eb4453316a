import { AsyncLocalStorage } from 'node:async_hooks';

const trace = new AsyncLocalStorage<string>();

/** Runs `work` with a trace id that its log lines and its messages to other services carry. */
export function withTraceId<T>(traceId: string, work: () => T): T {
  return trace.run(traceId, work);
}

export function currentTraceId(): string | undefined {
  return trace.getStore();
}
