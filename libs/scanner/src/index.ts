export { scannerInBrowser } from './browser.js';
export { FetchNetwork } from './fetch-network.js';
export { MemoryStorage } from './memory-storage.js';
export type { Answer, Change, DeviceClock, Network, Place, Request, Storage } from './ports.js';
export type { Accepted, Scan } from './scan.js';
export { Scanner, type Subject } from './scanner.js';
