import type { ErrorCode } from '#contracts';
import { type Language, languageOf, translate } from '#i18n';
import { DomainError } from '#kernel';
import { LOGGER } from '#messaging';
import { currentTraceId } from '#observability';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ListedError, MalformedInput } from './malformed.js';
import { type Problem, STATUS } from './problem.js';

/** Turns every error into problem+json. What is not expected is logged and told as `INTERNAL` without its message (OWASP ASVS 5.0, 16.5.1). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.problem(error, request);
    if (problem.status === 503 || problem.status === 429)
      void reply.header('Retry-After', String(secondsToWait(error)));
    if (problem.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
    void reply
      .status(problem.status)
      .header('Content-Type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }

  private problem(error: unknown, request: FastifyRequest): Problem {
    const known = asDomainError(error);
    if (known === undefined || known.code === 'INTERNAL')
      this.log.error({ err: error, url: request.url }, 'a request failed');
    const language = languageOf(request.headers['accept-language']);
    return problemOf(known ?? new DomainError('INTERNAL'), request.url, language, currentTraceId() ?? request.id);
  }
}

/** Seconds after which it makes sense to try again: as the error says, or one. */
function secondsToWait(error: unknown): number {
  const seconds = error instanceof DomainError ? error.details['seconds'] : undefined;
  return typeof seconds === 'number' ? seconds : 1;
}

/** A problem in a language. Details of a 5xx are not told. */
export function problemOf(error: DomainError, instance: string, language: Language, traceId: string): Problem {
  const status = STATUS[error.code];
  const listed = listedError(error);
  const title = translate(language, `error.${error.code}`, error.details);
  return {
    type: `urn:county-volunteer:${error.code}`,
    title,
    status,
    detail: title,
    instance: instance.split('?')[0] ?? instance,
    code: error.code,
    traceId,
    ...(listed === undefined ? {} : { errors: listed.errors(language) }),
  };
}

/** The error with what is to be told of its parts; undefined where it has none. */
function listedError(error: DomainError): ListedError | undefined {
  if (error instanceof ListedError) return error;
  if (error.code !== 'REQUEST.MALFORMED') return undefined;
  return new MalformedInput([{ path: String(error.details['path'] ?? ''), code: 'body_malformed' }]);
}

/** Errors of Nest and of fastify by the code that users know. */
function asDomainError(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status !== 'number') return undefined;
  const code = BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'REQUEST.MALFORMED' : undefined);
  if (code === undefined) return undefined;
  if (code !== 'REQUEST.MALFORMED') return new DomainError(code);
  return new MalformedInput([{ path: '', code: 'body_malformed' }]);
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'AUTH.REQUIRED',
  403: 'AUTH.FORBIDDEN',
  404: 'ROUTE.UNKNOWN',
  413: 'REQUEST.TOO_LARGE',
  415: 'REQUEST.UNSUPPORTED_MEDIA_TYPE',
  429: 'OVERLOADED',
  503: 'UNAVAILABLE',
};
