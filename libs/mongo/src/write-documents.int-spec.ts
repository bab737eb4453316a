import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ownName } from '#testing';
import { type Connection, createConnection, type Model, Schema } from 'mongoose';
import { insertMissing } from './write-documents.js';

interface Thing {
  _id: string;
  text: string;
  other?: number;
}

let connection: Connection;
let things: Model<Thing>;

beforeAll(async () => {
  connection = await createConnection(process.env['MONGODB_URI']!, { dbName: ownName() }).asPromise();
  things = connection.model<Thing>('thing', new Schema<Thing>({ _id: String, text: String, other: Number }));
  await things.collection.createIndexes([{ key: { other: 1 }, unique: true, sparse: true }]);
});
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

const all = () => things.find().sort({ _id: 1 }).lean<Thing[]>();

test('what is not there is inserted, what is there stays, also where it comes twice at once', async () => {
  await insertMissing(things, [{ _id: 'b', text: 'first' }]);
  await insertMissing(things, []);
  const come = ['a', 'b', 'c', 'c'].map((_id, i) => ({ _id, text: `later ${String(i)}` }));
  await Promise.all([insertMissing(things, come), insertMissing(things, come)]);
  expect(await all()).toEqual([
    { _id: 'a', text: 'later 0' },
    { _id: 'b', text: 'first' },
    { _id: 'c', text: 'later 2' },
  ]);
});

test('what fails otherwise is an error', async () => {
  await things.collection.updateOne({ _id: 'a' as never }, { $set: { other: 1 } });
  await expect(insertMissing(things, [{ _id: 'e', text: '', other: 1 }])).rejects.toThrow();
  expect((await all()).map((t) => t._id)).toEqual(['a', 'b', 'c']);
});

test('what a lost connection has left open is an error', async () => {
  const { port, href } = new URL(process.env['MONGODB_URI']!);
  const sockets: Socket[] = [];
  const proxy = createServer((socket) => {
    const there = connect(Number(port), '127.0.0.1');
    for (const [one, other] of [
      [socket, there],
      [there, socket],
    ] as const)
      one.on('error', () => other.destroy()).pipe(other);
    sockets.push(socket, there);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const uri = href.replace(port, String((proxy.address() as AddressInfo).port));
  const options = { dbName: connection.name, serverSelectionTimeoutMS: 500 };
  const cut = await createConnection(uri, options).asPromise();
  const far = cut.model<Thing>('thing', things.schema);
  await insertMissing(far, [{ _id: 'f', text: '' }]);
  proxy.close();
  for (const socket of sockets) socket.destroy();
  const [lost] = await Promise.allSettled([insertMissing(far, [{ _id: 'g', text: '' }])]);
  await cut.close();
  expect(lost.status).toBe('rejected');
  expect((await all()).map((t) => t._id)).toEqual(['a', 'b', 'c', 'f']);
});
