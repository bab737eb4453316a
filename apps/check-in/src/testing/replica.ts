import { randomUUID } from 'node:crypto';
import type { IncomingRecord, RecordFact, SessionFact, VolunteerFact } from '#contracts';
import { Outbox } from '#feed';
import { NatsLink } from '#messaging';
import { Leases } from '#mongo';
import { ownName, serviceHere } from '#testing';
import type { INestMicroservice } from '@nestjs/common';
import { MongoClient } from 'mongodb';
import { CHECK_IN_PLAN, CheckInModule } from '../check-in.module.js';

export const START = Date.parse('2022-05-01T09:00:00+08:00');
export const MINUTE = 60_000;

/** Replicas of the service in the test's process, on a database of their own, following nobody. */
export class Replicas {
  private constructor(
    private readonly link: NatsLink,
    private readonly database: string,
    readonly apps: readonly INestMicroservice[],
  ) {}

  /** @param leading how many of them, from the first, do what one replica does for all; the others only answer */
  static async start(count: number, leading: number): Promise<Replicas> {
    const database = ownName();
    const link = await NatsLink.open(process.env['NATS_URL']!, 'check-in', database);
    const apps: INestMicroservice[] = [];
    for (let i = 0; i < count; i++) {
      const app = await serviceHere(link, 'check-in', { database, plan: CHECK_IN_PLAN, modules: [CheckInModule] });
      if (i >= leading) Object.assign(app.get(Leases, { strict: false }), { whileHeld: () => Promise.resolve() });
      await app.listen();
      apps.push(app);
    }
    return new Replicas(link, database, apps);
  }

  async end(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.close()));
    const mongo = await MongoClient.connect(process.env['MONGODB_URI']!);
    await mongo.db(this.database).dropDatabase();
    await mongo.close();
    await this.link.close();
  }

  /** Something of the first replica, or of another. */
  get<T>(kind: abstract new (...args: never[]) => T, replica = 0): T {
    return this.apps[replica]!.get<T>(kind, { strict: false });
  }

  /** Everything that was told of records, in no order. */
  async told(): Promise<RecordFact[]> {
    const entries = await this.get(Outbox).entries.find().toArray();
    return entries.flatMap((entry) => JSON.parse(entry.facts) as RecordFact[]);
  }
}

export function leads(key: string, person: string, rev: number): VolunteerFact {
  const of = { division: '', gender: '', politicalStatus: '', birthYear: 1980, registeredOn: '2020-01-01' };
  return { kind: 'volunteer', key, rev, person, ...of };
}

/** A session of two hours from `START`. */
export function session(key: string, rev: number, change: Partial<SessionFact> = {}): SessionFact {
  const said = { name: '', campaign: '', category: '', teamNo: '', division: '', covered: 0, coveredMethod: '' };
  const planned = { startsAt: START, endsAt: START + 120 * MINUTE, state: 'ended', creditRule: 'check-out' } as const;
  return { kind: 'session', key, rev, ...said, ...planned, ...change };
}

/** A check-in at `START`. */
export function checkIn(sessionNo: string, volunteerNo: string, change: Partial<IncomingRecord> = {}): IncomingRecord {
  const said = {
    deviceId: '',
    annuls: '',
    note: '',
    enteredBy: '',
    approvedBy: '',
    by: 'test',
    within: 'everywhere',
  } as const;
  const happened = { kind: 'check-in', occurredAt: START, method: 'qr', receivedAt: START } as const;
  return { id: randomUUID(), sessionNo, volunteerNo, ...happened, ...said, ...change };
}
