import { Outbox } from '#feed';
import { Transactions } from '#mongo';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ObjectId } from 'mongodb';
import type { Connection } from 'mongoose';
import { ToTell } from '../telling/to-tell.repository.js';

/**
 * Until decision 26 attendances were told in place of records, and marks named what was to be derived. In a data folder of that time some may wait still: whom they
 * say is to be told is told, the rest follows from the records.
 */
@Injectable()
export class FormerMarks implements OnModuleInit {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly outbox: Outbox,
    private readonly toTell: ToTell,
    private readonly transactions: Transactions,
  ) {}

  async onModuleInit(): Promise<void> {
    const marks = this.connection.collection<{ _id: ObjectId; told?: string[] }>('marks');
    await this.transactions.run(async (session) => {
      const left = await marks.find({}, { session }).toArray();
      await this.toTell.records(
        left.flatMap((m) => m.told ?? []),
        session,
      );
      if (left.length > 0) await marks.deleteMany({}, { session });
      const told = { position: { $exists: false }, facts: /^\[\{"kind":"attendances"/ };
      await this.outbox.entries.deleteMany(told, { session });
    });
  }
}
