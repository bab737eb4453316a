import { randomBytes } from 'node:crypto';
import type { MongoClient } from 'mongodb';
import { ADMINISTRATOR, type TestStack } from '#testing';
import { DURABLY } from './bare-record.ts';
import { type Load, load } from './load.ts';

type Sent = Record<string, string>;

export const BATCH = 500;
export const BATCHES = 10;

const batches = (next: () => Sent): Sent[][] =>
  Array.from({ length: BATCHES }, () => Array.from({ length: BATCH }, next));

/** Sends batches one after the other. */
function send(all: readonly Sent[][], address: string, path: string, token?: string): Promise<Load> {
  let turn = 0;
  const next = () => ({ ...(token !== undefined && { token }), body: JSON.stringify({ records: all[turn++] }) });
  return load(address, { connections: 1, requests: BATCHES, path, status: 200, next });
}

/** Batches of new records by the service; `kept` makes sure that all of them are there. */
export function batchesByService(stack: TestStack, client: MongoClient, next: () => Sent) {
  const sent: string[] = [];
  return {
    prepare: () => {
      const all = batches(next);
      sent.push(...all.flat().map(({ id = '' }) => id));
      return () => send(all, stack.address, '/api/v1/attendance-records:batch', stack.token);
    },
    /** @throws Error where a record is missing */
    kept: async (): Promise<void> => {
      const ledger = client.db('check_in').collection<{ _id: string }>('records');
      const kept = await ledger.countDocuments({ _id: { $in: sent } });
      if (kept !== sent.length) throw new Error(`${sent.length - kept} records of batches are not there`);
    },
  };
}

/** The same by `bare-chain.ts`. */
export function batchesByChain(address: string, next: () => Sent) {
  return () => {
    const all = batches(next);
    return () => send(all, address, '/batch');
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
      for (const documents of all) await plain.insertMany(documents, { ordered: false, writeConcern: DURABLY });
    };
  };
}
