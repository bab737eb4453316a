import { z } from 'zod';

/**
 * Parses the environment with a schema; throws an Error naming every variable that is missing or wrong, and what it should hold
 * (the schema's description).
 */
export function readConfig<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv = process.env): z.output<S> {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const field = schema.shape[name] as z.ZodType | undefined;
    return `  ${name}: ${issue.message}${field?.description ? ` (${field.description})` : ''}`;
  });
  throw new Error(`The environment is not as it should be:\n${lines.join('\n')}`);
}

/** A variable that may be missing. Compose gives an empty text for one that is not set. */
export const unlessEmpty = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** Settings of every service. */
export const serviceConfig = z.object({
  NATS_URL: z.string().min(1).describe('address of NATS with JetStream: nats://…'),
  NAMESPACE: z
    .string()
    .regex(/^[a-z0-9_]{0,30}$/)
    .default('')
    .describe('prefix of database names and subjects, for several systems on the same servers; empty by default'),
});

/** Settings of a service with a database. */
export const databaseConfig = serviceConfig.extend({
  MONGODB_URI: z.string().min(1).describe('address of MongoDB, a replica set: mongodb://…'),
  MASTER_KEY: z.base64().length(44).describe('32 bytes in base64, wraps the keys of personal data'),
});
