import { v4 } from 'uuid';
import { FetchNetwork } from './fetch-network.js';
import { IndexedDbStorage } from './indexed-db-storage.js';
import { Scanner } from './scanner.js';

/**
 * The client as a page has it: it keeps things in the browser's database, and ids come from `uuid`, because a page without TLS has no `crypto.randomUUID`.
 * @param token the access token of whoever has signed in, asked for with each request
 */
export async function scannerInBrowser(token: () => string | undefined): Promise<Scanner> {
  return new Scanner({
    storage: await IndexedDbStorage.open('scanner'),
    network: new FetchNetwork('', token),
    clock: Date,
    newId: () => v4(),
    random: Math.random,
  });
}
