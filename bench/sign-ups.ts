import { DAY_MS, HOUR_MS } from '#kernel';
import { randomUUID } from 'node:crypto';
import type { MongoClient } from 'mongodb';
import { publishSession, type TestStack } from '#testing';
import { type Load, load } from './load.ts';
import type { Volunteer } from './volunteers.ts';

export const PLACES = 1_000;
const OPTIONS = { connections: 64, requests: PLACES, status: 201 };

/** As many volunteers sign themselves up as a new session has places, by the service; each session is on a day of its own. */
export function signUpsByService(stack: TestStack, volunteers: readonly Volunteer[]): () => Promise<Load> {
  let days = 1;
  return async () => {
    const startsAt = Date.now() + ++days * DAY_MS;
    const times = { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(startsAt + HOUR_MS).toISOString() };
    const posts = [{ id: 'a', name: 'a', capacity: PLACES }];
    const sessionNo = await publishSession(stack, { ...times, posts, signUp: { minimumAge: 0 } });
    const body = JSON.stringify({ sessionNo, post: 'a' });
    let turn = 0;
    const next = () => ({ token: volunteers[turn++]?.token ?? '', body });
    return load(stack.address, { ...OPTIONS, path: '/api/v1/me/sign-ups', next });
  };
}

/** The same by a process that does one conditional write for each. */
export function signUpsByOneWrite(
  address: string,
  volunteers: readonly Volunteer[],
  client: MongoClient,
): () => Promise<Load> {
  const sessions = client.db('bench').collection<{ _id: string; places: number; people: string[] }>('sessions');
  return async () => {
    const session = randomUUID();
    await sessions.insertOne({ _id: session, places: PLACES, people: [] });
    let turn = 0;
    const next = () => ({ body: JSON.stringify({ session, person: volunteers[turn++]?.no ?? '' }) });
    return load(address, { ...OPTIONS, path: '/sign-up', next });
  };
}
