import { randomUUID } from 'node:crypto';
import type { MongoClient } from 'mongodb';
import { type TestStack, VILLAGE } from '#testing';
import { type Load, load } from './load.ts';

const PLACES = 1_000;
const OPTIONS = { connections: 64, requests: PLACES, status: 201 };
const HOUR_MS = 60 * 60 * 1000;

/** A volunteer number of each person of the register. */
export async function volunteerNumbers(client: MongoClient): Promise<string[]> {
  const volunteers = client.db('registry').collection<{ _id: string; person: string }>('volunteers');
  const found = await volunteers.find({}, { projection: { person: 1 } }).toArray();
  return [...new Map(found.map((d) => [d.person, d._id])).values()];
}

/** As many sign-ups as a new session has places, by the service; each session is on a day of its own. */
export function signUpsByService(stack: TestStack, numbers: readonly string[]): () => Promise<Load> {
  const { address, token } = stack;
  let days = 1;
  return async () => {
    const startsAt = Date.now() + ++days * 24 * HOUR_MS;
    const json = {
      ...{ name: 'bench', division: VILLAGE, personInCharge: 'bench', risks: 'none', safeguards: 'none' },
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(startsAt + HOUR_MS).toISOString(),
      posts: [{ id: 'a', name: 'a', capacity: PLACES }],
      signUp: { minimumAge: 0 },
    };
    const planned = await stack.post('/api/v1/sessions', { token, json });
    const session = `/api/v1/sessions/${String(planned.body.sessionNo)}`;
    await stack.post(`${session}/submit`, { token });
    const { status } = await stack.post(`${session}/publish`, { token });
    if (status !== 200) throw new Error(`a session could not be published: ${status}`);
    const next = oneAfterTheOther(numbers);
    // Some are minors, of whose guardians a file says nothing.
    const body = () => JSON.stringify({ volunteerNo: next(), post: 'a', overriding: ['guardian_missing'] });
    return load(address, { ...OPTIONS, path: `${session}/sign-ups`, next: () => ({ token, body: body() }) });
  };
}

/** The same by a process that does one conditional write for each. */
export function signUpsByOneWrite(
  address: string,
  numbers: readonly string[],
  client: MongoClient,
): () => Promise<Load> {
  const sessions = client.db('bench').collection<{ _id: string; places: number; people: string[] }>('sessions');
  return async () => {
    const session = randomUUID();
    await sessions.insertOne({ _id: session, places: PLACES, people: [] });
    const next = oneAfterTheOther(numbers);
    const body = () => JSON.stringify({ session, person: next() });
    return load(address, { ...OPTIONS, path: '/sign-up', next: () => ({ body: body() }) });
  };
}

/** From anywhere on, so that nobody comes twice within a session. */
function oneAfterTheOther(numbers: readonly string[]): () => string {
  let i = Math.floor(Math.random() * numbers.length);
  return () => numbers[i++ % numbers.length] ?? '';
}
