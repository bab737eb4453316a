import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
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
    return this.connection
      .getClient()
      .withSession((session) => session.withTransaction(() => work(session), TRANSACTION));
  }
}
