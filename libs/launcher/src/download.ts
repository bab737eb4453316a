import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import http from 'node:http';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, open } from 'yauzl';
import { reasons } from './messages.js';
import { Unusable } from './probe.js';

/** Time to get an answer; networks that drop packets silently must not hold up a start. */
const CONNECT_MS = 4_000;
/** A download may take long but must not stand still. */
const STALLED_MS = 20_000;

function unreachable(error: unknown): Unusable {
  const { cause, name, message } = error as Error & { cause?: { code?: string } };
  if (name === 'TimeoutError' || name === 'AbortError') return new Unusable(reasons.timeOut(CONNECT_MS));
  return new Unusable(reasons.unreachable(cause?.code ?? message));
}

type Read<T> = (response: Response, alive: () => void) => Promise<T>;

async function request<T>(url: string, signal: AbortSignal, read: Read<T>): Promise<T> {
  // Node 24 takes HTTPS_PROXY and its kin only when told so; older ones cannot.
  const directAgain = (http as Partial<typeof http>).setGlobalProxyFromEnv?.();
  const control = new AbortController();
  let timer = setTimeout(() => control.abort(new DOMException('', 'TimeoutError')), CONNECT_MS);
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => control.abort(new DOMException('', 'TimeoutError')), STALLED_MS);
  };
  try {
    const response = await fetch(url, { signal: AbortSignal.any([control.signal, signal]) });
    if (!response.ok) throw new Unusable(reasons.status(response.status));
    alive();
    return await read(response, alive);
  } catch (error) {
    if (error instanceof Unusable) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new Unusable(reasons.diskFull);
    throw unreachable(error);
  } finally {
    clearTimeout(timer);
    directAgain?.();
  }
}

export function fetchText(url: string, signal: AbortSignal): Promise<string> {
  return request(url, signal, (response) => response.text());
}

export function fetchFile(url: string, file: string, signal: AbortSignal): Promise<void> {
  return request(url, signal, async (response, alive) => {
    if (!response.body) throw new Unusable(reasons.badArchive);
    const chunks = response.body as unknown as AsyncIterable<Uint8Array>;
    async function* watched(): AsyncIterable<Uint8Array> {
      for await (const chunk of chunks) {
        alive();
        yield chunk;
      }
    }
    await pipeline(watched, createWriteStream(file));
  });
}

/** Throws `Unusable` unless the file has this SHA-256. */
export async function checkSum(file: string, sha256: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  if (hash.digest('hex') !== sha256.toLowerCase()) throw new Unusable(reasons.wrongSum);
}

/** Takes one file out of a zip archive. `isWanted` looks at paths in the archive; nothing is written but `file`. */
export function unzipOne(archive: string, isWanted: (path: string) => boolean, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    open(archive, { lazyEntries: true }, (error, zip) => {
      if (error) {
        reject(error);
        return;
      }
      zip.on('error', reject);
      zip.on('end', () => reject(new Unusable(reasons.badArchive)));
      zip.on('entry', (entry: Entry) => {
        if (!isWanted(entry.fileName)) {
          zip.readEntry();
          return;
        }
        zip.openReadStream(entry, (failure, stream: Readable) => {
          if (failure) reject(failure);
          else pipeline(stream, createWriteStream(file)).then(resolve, reject);
        });
      });
      zip.readEntry();
    });
  });
}
