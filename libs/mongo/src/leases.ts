import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { delay } from '#kernel';
import type { Connection } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { isDuplicateKey } from './duplicate-key.js';

/** How long a lease holds without being renewed: the longest pause after a crash. */
const TTL_MS = 4_000;
const RENEW_MS = 1_000;

interface LeaseDocument {
  _id: string;
  holder: string;
  until: Date;
}

/**
 * Leases in MongoDB, by the server's clock: of all replicas one at a time does a piece of standing work.
 * A lease keeps work from being done twice; correctness never rests on it (a paused holder may go on for a moment), but on
 * conditional writes.
 */
@Injectable()
export class Leases {
  private readonly holder = randomUUID();

  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** Runs `work` whenever this process holds the lease, again after it ends or the lease was lost, until `signal`. */
  async whileHeld(name: string, signal: AbortSignal, work: (held: AbortSignal) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      if (await this.acquire(name).catch(() => false)) {
        const lost = new AbortController();
        const held = AbortSignal.any([signal, lost.signal]); // ended already where the signal came while the lease was taken
        const renewing = this.renew(name, lost, held);
        try {
          await work(held);
        } finally {
          lost.abort();
          await renewing;
          await this.release(name).catch(() => undefined);
        }
      }
      await delay(300, signal);
    }
  }

  private get leases() {
    return this.connection.collection<LeaseDocument>('leases');
  }

  private async renew(name: string, lost: AbortController, held: AbortSignal): Promise<void> {
    let failing = 0;
    for (;;) {
      await delay(RENEW_MS, held);
      if (held.aborted) return;
      const kept = await this.acquire(name).catch(() => undefined);
      failing = kept === undefined ? failing + 1 : 0;
      if (kept === false || failing >= 3) lost.abort();
    }
  }

  private async acquire(name: string): Promise<boolean> {
    const until = { $add: ['$$NOW', TTL_MS] };
    const taken = await this.leases.updateOne(
      { _id: name, $or: [{ holder: this.holder }, { $expr: { $lt: ['$until', '$$NOW'] } }] },
      [{ $set: { holder: this.holder, until } }],
    );
    if (taken.matchedCount === 1) return true;
    try {
      await this.leases.insertOne({ _id: name, holder: this.holder, until: new Date(Date.now() + TTL_MS) });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  private async release(name: string): Promise<void> {
    await this.leases.deleteOne({ _id: name, holder: this.holder });
  }
}
