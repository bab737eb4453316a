import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { delay, Wakeup } from '#kernel';
import type { Connection } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { isDuplicateKey } from './duplicate-key.js';

/** How long a lease holds without being renewed: the longest pause after a crash. */
const TTL_MS = 4_000;
const RENEW_MS = 1_000;
/** Renewals that fail in a row until the leases count as lost. */
const TOO_OFTEN = 3;
/** When a lease that is taken or renewed now ends, by the server's clock. */
const UNTIL = { $add: ['$$NOW', TTL_MS] };

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
  /** What is aborted when a lease that this process holds is lost, by the lease's name. */
  private readonly held = new Map<string, AbortController>();
  private readonly released = new Wakeup();
  private isRenewing = false;

  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** Runs `work` whenever this process holds the lease, again after it ends or the lease was lost, until `signal`. */
  async whileHeld(name: string, signal: AbortSignal, work: (held: AbortSignal) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      if (await this.acquire(name).catch(() => false)) {
        const lost = new AbortController();
        this.held.set(name, lost);
        void this.renew();
        try {
          // Ended already where the signal came while the lease was taken.
          await work(AbortSignal.any([signal, lost.signal]));
        } finally {
          this.held.delete(name);
          this.released.wake();
          await this.release(name).catch(() => undefined);
        }
      }
      await delay(300, signal);
    }
  }

  private get leases() {
    return this.connection.collection<LeaseDocument>('leases');
  }

  /** Renews all leases that are held, by one command for all of them, as long as there are any; by itself it never fails. */
  private async renew(): Promise<void> {
    if (this.isRenewing) return;
    this.isRenewing = true;
    let failing = 0;
    for (;;) {
      await this.released.wait(RENEW_MS);
      const before = new Map(this.held);
      if (before.size === 0) break;
      const kept = await this.renewed([...before.keys()]).catch(() => undefined);
      failing = kept === undefined ? failing + 1 : 0;
      for (const [name, lost] of before) {
        if (failing >= TOO_OFTEN || kept?.has(name) === false) lost.abort();
      }
    }
    this.isRenewing = false;
  }

  /** Those of some leases that this process still holds, now for longer. */
  private async renewed(names: readonly string[]): Promise<ReadonlySet<string>> {
    const own = { _id: { $in: [...names] }, holder: this.holder };
    const { matchedCount } = await this.leases.updateMany(own, [{ $set: { until: UNTIL } }]);
    if (matchedCount === names.length) return new Set(names);
    return new Set(await this.leases.distinct('_id', own));
  }

  private async acquire(name: string): Promise<boolean> {
    const taken = await this.leases.updateOne(
      { _id: name, $or: [{ holder: this.holder }, { $expr: { $lt: ['$until', '$$NOW'] } }] },
      [{ $set: { holder: this.holder, until: UNTIL } }],
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
