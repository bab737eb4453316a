import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import type { Connection } from 'mongoose';
import { delay, Turns } from '#kernel';
import { TRANSACTION } from './connection.js';
import { isDuplicateKey } from './duplicate-key.js';

/** Runs work as one transaction (OWASP ASVS 5.0, 2.3.3), and reads of which one is to see no less than another. */
@Injectable()
export class Transactions {
  private readonly turns = new Turns();

  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * All writes of `work` happen or none; when `run` returns they are on disk on a majority. `work` may run several times (after a
   * conflict with another transaction), so it changes nothing but the database.
   */
  async run<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.connection
          .getClient()
          .withSession((session) => session.withTransaction(() => work(session), TRANSACTION));
      } catch (error) {
        // Another transaction has just inserted the same key: what this one read is out of date, and MongoDB does not always call it a conflict.
        if (attempt >= DUPLICATE_ATTEMPTS || !isDuplicateKey(error)) throw error;
        await delay(Math.random() * Math.min(2 ** attempt, LONGEST_PAUSE_MS));
      }
    }
  }

  /**
   * The same, one after the other for everything in this process that acts on one document: where very many do so at the same moment, each would
   * conflict with all others, and some would try again for longer than anybody waits.
   * @param of what the document stands for, such as `team:T1`
   */
  inTurn<T>(of: string, work: (session: ClientSession) => Promise<T>): Promise<T> {
    return this.turns.take(of, () => this.run(work));
  }

  /** Reads outside of a transaction, of majorities: what is read later in the session is seen no older than what was read before. */
  reading<R>(work: (session: ClientSession) => Promise<R>): Promise<R> {
    return this.connection.getClient().withSession(work);
  }
}

/** What was inserted meanwhile can be read when it is on disk, which takes some milliseconds; where many insert the next key, one of them gets it each time. */
const DUPLICATE_ATTEMPTS = 20;
const LONGEST_PAUSE_MS = 50;
