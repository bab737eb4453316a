import type { MongoClient } from 'mongodb';
import type { TestStack } from '#testing';

/** A volunteer of the register with an account of his own, signed in. */
export interface Volunteer {
  readonly no: string;
  readonly token: string;
}

const PASSWORD = 'Patient-river-88';
/** Born in this year or before: nobody is to be asked for a guardian's consent. */
const GROWN_UP_BORN = 2000;

/** Works on items, so many at once; results in their order. */
export async function many<T, R>(items: readonly T[], atOnce: number, act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let turn = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let i = turn++; i < items.length; i = turn++) results[i] = await act(items[i] as T);
    }),
  );
  return results;
}

/** Asks the service as its administrator. @throws Error on any other status */
export async function ask(
  stack: TestStack,
  path: string,
  json: unknown,
  status: number,
): Promise<Record<string, unknown>> {
  const answer = await stack.post(`/api/v1${path}`, { token: stack.token, json });
  if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as Record<string, unknown>;
}

/** Gives accounts to grown-ups of the register, each another person, and signs them in. Their tokens hold ten minutes. */
export async function withAccounts(stack: TestStack, client: MongoClient, count: number): Promise<Volunteer[]> {
  const volunteers = client.db('registry').collection<{ _id: string; person: string; birthYear: number }>('volunteers');
  const found = await volunteers
    .find({ birthYear: { $lte: GROWN_UP_BORN } }, { projection: { person: 1 } })
    .limit(2 * count)
    .toArray();
  const numbers = [...new Map(found.map((d) => [d.person, d._id])).values()].slice(0, count);
  const grants = [{ role: 'volunteer' }];
  await many(numbers, 16, (volunteerNo) =>
    ask(stack, '/accounts', { username: `bench-${volunteerNo}`, password: PASSWORD, grants, volunteerNo }, 201),
  );
  return many(numbers, 16, async (no) => ({ no, token: await stack.signIn(`bench-${no}`, PASSWORD) }));
}
