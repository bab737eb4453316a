/**
 * The way that every batch takes here, and nothing else: `node bench/bare-chain.ts gateway` takes `POST /batch` (fastify and zod) and hands it on over NATS; `… service`
 * parses it again, writes it as one transaction into a collection with the ledger's indexes, with an entry for an outbox, and answers. Nobody is authenticated, nothing
 * is read, judged or told to others. Each prints a line when it is ready, the gateway its address.
 */
import { NatsLink } from '#messaging';
import fastify from 'fastify';
import { MongoClient } from 'mongodb';
import { z } from 'zod';
import { bareDocument, bareRecord, DURABLY } from './bare-record.ts';

const SUBJECT = 'bare-chain.batch';
const batch = z.object({ records: z.array(bareRecord).min(1).max(1000) });
const { connection: nats } = await NatsLink.open(process.env['NATS_URL'] ?? '', 'bare-chain');

if (process.argv[2] === 'gateway') {
  const app = fastify({ bodyLimit: 4 * 1024 * 1024 });
  app.post('/batch', async (request) => {
    const reply = await nats.request(SUBJECT, JSON.stringify(batch.parse(request.body)), { timeout: 15_000 });
    return JSON.parse(reply.string()) as unknown;
  });
  console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
} else {
  const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? '', { writeConcern: DURABLY });
  const ledger = client.db('check_in').collection('records');
  const records = client.db('bench').collection<{ _id: string }>('chain');
  const outbox = client.db('bench').collection('outbox');
  const indexes = (await ledger.indexes()).filter(({ name }) => name !== '_id_');
  await records.createIndexes(indexes.map(({ key, sparse = false }) => ({ key, sparse })));
  const asked = nats.subscribe(SUBJECT);
  console.log('ready');
  for await (const message of asked) {
    const documents = batch.parse(JSON.parse(message.string())).records.map(bareDocument);
    const facts = JSON.stringify(documents);
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await records.insertMany(documents, { ordered: false, session });
        await outbox.insertOne({ facts }, { session });
      }),
    );
    const results = documents.map(({ _id: id, sessionNo, occurredAt: checkedInAt }) => {
      const attendance = { sessionNo, evidence: 'verified', checkedInAt };
      return { status: 201, id, outcome: 'counted', attendance };
    });
    message.respond(JSON.stringify({ results }));
  }
}
