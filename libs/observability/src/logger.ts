import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { currentTraceId } from './trace.js';

/**
 * Logger of a service: one JSON line an event on standard output. No personal data belongs in a log line: what is logged are
 * ids, codes and counts, never a request's or a document's content.
 */
export function createLogger(service: string): Logger {
  return pino({
    base: { service },
    level: process.env['LOG_LEVEL'] ?? 'info',
    mixin: () => {
      const traceId = currentTraceId();
      return traceId === undefined ? {} : { traceId };
    },
  });
}

/** Nest's own messages through the same logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }
  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }
  error(message: unknown, stack?: unknown, context?: unknown): void {
    this.logger.error({ stack, context }, String(message));
  }
}
