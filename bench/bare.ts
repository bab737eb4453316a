/**
 * What the service is measured against: one process, fastify and zod, a record written with the same durability and nothing else done
 * with it. `POST /one` writes each record by itself (A of the comparison), `POST /gathered` those of at most 2 ms together (C). `POST /sign-up` gives
 * a place by one conditional write.
 * Prints its address.
 */
import fastify from 'fastify';
import { MongoClient } from 'mongodb';
import { z } from 'zod';
import { bareDocument, bareRecord, DURABLY } from './bare-record.ts';

const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? '', {
  writeConcern: DURABLY,
  maxPoolSize: 100,
});
const records = client.db('bench').collection<{ _id: string }>('records');
const app = fastify();

const document = (body: unknown) => bareDocument(bareRecord.parse(body));

app.post('/one', async (request, reply) => {
  const record = document(request.body);
  await records.insertOne(record);
  return reply.status(201).send({ id: record._id });
});

let gathered: { document: ReturnType<typeof document>; done: () => void; failed: (error: unknown) => void }[] = [];
app.post('/gathered', async (request, reply) => {
  const record = document(request.body);
  await new Promise<void>((done, failed) => {
    if (gathered.length === 0) setTimeout(() => void write(), 2);
    gathered.push({ document: record, done, failed });
  });
  return reply.status(201).send({ id: record._id });
});

async function write(): Promise<void> {
  const batch = gathered;
  gathered = [];
  try {
    await records.insertMany(
      batch.map((b) => b.document),
      { ordered: false },
    );
    for (const { done } of batch) done();
  } catch (error) {
    for (const { failed } of batch) failed(error);
  }
}

const wish = z.object({ session: z.string().min(1).max(100), person: z.string().min(1).max(100) });
const sessions = client.db('bench').collection<{ _id: string; places: number; people: string[] }>('sessions');
app.post('/sign-up', async (request, reply) => {
  const { session, person } = wish.parse(request.body);
  const { modifiedCount } = await sessions.updateOne(
    { _id: session, places: { $gt: 0 }, people: { $ne: person } },
    { $inc: { places: -1 }, $push: { people: person } },
  );
  return reply.status(modifiedCount === 1 ? 201 : 409).send({});
});

console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
