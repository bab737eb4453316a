import { afterEach, expect, test } from '@jest/globals';
import { Transactions } from '#mongo';
import { Recount } from '../attendances/recount.js';
import { PersonRepository } from '../persons/person.repository.js';
import { RecordAttendance } from '../records/record-attendance.js';
import { checkIn, leads, Replicas, session } from '../testing/replica.js';
import { FollowedRepository } from './followed.repository.js';
import { RegistrySink, SchedulingSink } from './sinks.js';

let replicas: Replicas;
afterEach(() => replicas.end());

const epoch = (position: number, name = 'first') => ({ epoch: name, position });
const planned = { creditRule: 'planned-end' } as const;
const attended = async (...keys: string[]) => {
  const { persons } = await replicas.get(Recount).page(null);
  const of = new Map(persons.map((p) => [p.key, p.attendances.map((a) => a.sessionNo)]));
  return Object.fromEntries(keys.map((key) => [key, of.get(key) ?? []]));
};

test('where nothing was taken over the snapshot is asked for, whatever position is on record', async () => {
  replicas = await Replicas.start(1, 0);
  const registry = replicas.get(RegistrySink);
  await registry.snapshotTaken(epoch(3));
  expect(await registry.position()).toBeNull();
  await registry.apply([leads('a', 'p', 1)], epoch(4));
  await registry.apply([leads('a', 'p', 1)], epoch(5));
  expect(await registry.position()).toEqual(epoch(5));
});

test('to whom numbers lead is known to every replica as it was committed, whoever has added it, and nothing of what was undone', async () => {
  replicas = await Replicas.start(2, 0);
  const sinks = [replicas.get(RegistrySink, 0), replicas.get(RegistrySink, 1)] as const;
  const undone = replicas.get(Transactions).run(async (transaction) => {
    await replicas.get(PersonRepository).lead([leads('a', 'p', 1)], transaction);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await sinks[0].apply([], epoch(0));
  await sinks[0].apply([leads('b', 'q', 1)], epoch(1));
  await sinks[1].apply([leads('c', 'r', 1)], epoch(2));
  await sinks[0].apply([leads('b', 'r', 2), leads('d', 's', 1)], epoch(3));
  for (const replica of [0, 1]) {
    const persons = replicas.get(PersonRepository, replica);
    expect(await persons.isEmpty()).toBe(false); // which reads on
    const found = await persons.ofNumbers(['a', 'b', 'c', 'd']);
    expect(Object.fromEntries(found.map(({ id, numbers }) => [id, numbers]))).toEqual({ r: ['c', 'b'], s: ['d'] });
  }
});

test('the data of another epoch takes the place of what is there, and no attendance vanishes meanwhile', async () => {
  replicas = await Replicas.start(1, 0);
  const [registry, scheduling] = [replicas.get(RegistrySink), replicas.get(SchedulingSink)];
  await registry.snapshotTaken(epoch(0));
  await scheduling.snapshotTaken(epoch(0));
  await registry.apply([leads('a', 'p', 7), leads('b', 'q', 8), leads('c', 'r', 9)], epoch(1));
  await scheduling.apply([session('S', 5, planned), session('T', 6, planned)], epoch(1));
  await replicas
    .get(RecordAttendance)
    .execute(['a', 'b', 'c'].flatMap((number) => [checkIn('S', number), checkIn('T', number)]));
  const before = await attended('p', 'q', 'r');
  expect(before).toEqual({ p: ['S', 'T'], q: ['S', 'T'], r: ['S', 'T'] });

  await registry.reset();
  await scheduling.reset();
  expect(await replicas.get(FollowedRepository).position('registry')).toBeNull();
  await replicas.get(RecordAttendance).execute([checkIn('S', 'a')]);
  expect(await attended('p', 'q', 'r')).toEqual(before);

  // Now `b` leads to another person, `c` to nobody, and `T` is no session any more.
  await registry.apply([leads('a', 'p', 1), leads('b', 'other', 1)], null);
  await scheduling.apply([session('S', 1, planned)], null);
  await registry.snapshotTaken(epoch(4, 'second'));
  await scheduling.snapshotTaken(epoch(2, 'second'));
  expect(await replicas.get(FollowedRepository).position('registry')).toEqual(epoch(4, 'second'));
  expect(await attended('p', 'q', 'r', 'other')).toEqual({ p: ['S'], q: [], r: [], other: ['S'] });
});
