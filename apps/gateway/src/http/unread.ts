import { DomainError } from '#kernel';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { MalformedInput } from './malformed.js';
import { problemOf } from './problem.filter.js';

/** Answers what Node could not read as an HTTP request, and so never became one: headers that are too long, or no HTTP at all. */
export function answerUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const unread =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new DomainError('REQUEST.HEADER_TOO_LARGE')
      : new MalformedInput([{ path: '', code: 'http_malformed' }]);
  const problem = problemOf(unread, '', 'zh', randomUUID());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
