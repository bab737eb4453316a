import { randomInt } from 'node:crypto';
import { createConnection, createServer } from 'node:net';

/**
 * Below the range from which systems take the ports of outgoing connections (Linux from 32768, others from 49152): while a server is
 * down, a client that tries to reach it could otherwise be given that very port, and the server could not come back.
 */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Tries to listen; resolves to nothing, or to the error code, e.g. EADDRINUSE. */
export function listenError(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** The port that was used before if it is free, else another one on 127.0.0.1. */
export async function freePort(before?: number): Promise<number> {
  if (before !== undefined && (await listenError(before, '127.0.0.1')) === undefined) return before;
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if ((await listenError(port, '127.0.0.1')) === undefined) return port;
  }
}

/** Does anything accept connections there? */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port, timeout: 2_000 });
    const done = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.on('connect', () => done(true));
    socket.on('timeout', () => done(false));
    socket.on('error', () => done(false));
  });
}
