import { randomBytes } from 'node:crypto';
import type { MongoClient } from 'mongodb';
import { ADMINISTRATOR, type TestStack } from '#testing';
import { load } from './load.ts';

type Sent = Record<string, string>;

export const BATCH = 500;
export const BATCHES = 10;

const batches = (next: () => Sent): Sent[][] =>
  Array.from({ length: BATCHES }, () => Array.from({ length: BATCH }, next));

/** Batches of new records, one after the other, by the service; `kept` makes sure that all of them are there. */
export function batchesByService(stack: TestStack, client: MongoClient, next: () => Sent) {
  const sent: string[] = [];
  const asked = { connections: 1, requests: BATCHES, path: '/api/v1/attendance-records:batch', status: 200 };
  return {
    prepare: () => {
      const all = batches(next);
      sent.push(...all.flat().map(({ id = '' }) => id));
      let turn = 0;
      const batch = () => ({ token: stack.token, body: JSON.stringify({ records: all[turn++] }) });
      return () => load(stack.address, { ...asked, next: batch });
    },
    /** @throws Error where a record is missing */
    kept: async (): Promise<void> => {
      const ledger = client.db('check_in').collection<{ _id: string }>('records');
      const kept = await ledger.countDocuments({ _id: { $in: sent } });
      if (kept !== sent.length) throw new Error(`${sent.length - kept} records of batches are not there`);
    },
  };
}

/** The documents that the service would store of such batches, by the driver alone. */
export function batchesByInsertMany(client: MongoClient, next: () => Sent) {
  const plain = client.db('bench').collection<{ _id: string }>('batches');
  const document = ({ id = '', occurredAt = '', ...rest }: Sent) => ({
    _id: id,
    digest: randomBytes(16).toString('base64url'),
    ...rest,
    occurredAt: new Date(occurredAt),
    receivedAt: new Date(),
    by: ADMINISTRATOR.username,
    storedAt: new Date(),
  });
  return () => {
    const all = batches(next).map((records) => records.map(document));
    return async () => {
      for (const documents of all)
        await plain.insertMany(documents, { ordered: false, writeConcern: { w: 'majority', journal: true } });
    };
  };
}
