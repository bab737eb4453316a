import { MongoServerError } from 'mongodb';

export const DUPLICATE_KEY = 11000;

/** True where something with the same unique key is there already. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}
