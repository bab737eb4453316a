import { type Db, MongoClient } from 'mongodb';
import { ownName } from './in-process.js';
import { TestStack } from './test-stack.js';

/** A stack, and the databases that its services use, for a test that looks into them. */
export interface StackInSight {
  readonly stack: TestStack;
  /** Of a service, such as `check_in`. */
  readonly database: (name: string) => Db;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a stack on the MongoDB of the test run, in databases of its own, which are dropped when it stops.
 * @param settings of the launcher's environment, such as `REPLICAS`
 */
export async function startInSight(settings: Readonly<Record<string, string>> = {}): Promise<StackInSight> {
  const uri = process.env['MONGODB_URI'] ?? '';
  const namespace = `${ownName()}_`;
  const stack = await TestStack.start({ ...settings, MONGODB_URI: uri, NAMESPACE: namespace });
  const client = await MongoClient.connect(uri);
  return {
    stack,
    database: (name) => client.db(namespace + name),
    stop: async () => {
      const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
      await stack.stop();
      for (const { name } of databases) if (name.startsWith(namespace)) await client.db(name).dropDatabase();
      await client.close();
    },
  };
}
