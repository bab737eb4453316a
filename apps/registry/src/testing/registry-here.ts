import { NatsLink } from '#messaging';
import { Leases } from '#mongo';
import { ownName, serviceHere } from '#testing';
import type { Abstract } from '@nestjs/common';
import { type Db, MongoClient } from 'mongodb';
import { REGISTRY_PLAN, RegistryModule } from '../registry.module.js';

/** The registry in the process of a test, on a database of its own, without any of its standing work. */
export interface RegistryHere {
  readonly db: Db;
  readonly get: <T>(type: Abstract<T>) => T;
  /** Ends it, and its database. */
  readonly stop: () => Promise<void>;
}

export async function startRegistry(): Promise<RegistryHere> {
  const database = ownName();
  const link = await NatsLink.open(process.env['NATS_URL']!, 'registry', database);
  const app = await serviceHere(link, 'registry', { database, plan: REGISTRY_PLAN, modules: [RegistryModule] });
  const get = <T>(type: Abstract<T>): T => app.get(type, { strict: false });
  Object.assign(get(Leases), { whileHeld: () => Promise.resolve() });
  const mongo = await MongoClient.connect(process.env['MONGODB_URI']!);
  await app.listen();
  const stop = async () => {
    await app.close();
    await mongo.db(database).dropDatabase();
    await mongo.close();
    await link.close();
  };
  return { db: mongo.db(database), get, stop };
}
