import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type ClientSession, MongoServerError } from 'mongodb';
import type { Connection } from 'mongoose';
import { TRANSACTION } from './connection.js';

/** Runs work as one transaction. */
@Injectable()
export class Transactions {
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
      }
    }
  }
}

const DUPLICATE_ATTEMPTS = 4;

function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11000;
}
