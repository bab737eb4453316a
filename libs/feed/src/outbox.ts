import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Clock, pieces, Wakeup } from '#kernel';
import type { IndexPlan } from '#mongo';
import { type ClientSession, type Collection, type FindCursor, ObjectId } from 'mongodb';
import type { Connection } from 'mongoose';

/** Entries are kept this long for followers that were away; later they take the snapshot. */
const KEEP_SECONDS = 24 * 60 * 60;

/** Characters of facts in one entry, about: it is published as one message. */
const ENTRY_CHARACTERS = 500_000;

/** An entry so long keeps its facts to itself: to write them once more costs more than a position. */
const LONG_CHARACTERS = 20_000;

/** Entries that get their positions at once, and about how many characters of facts; entries of one answer of the database. */
const MOST_NUMBERED = 400;
const MOST_CHARACTERS = 4_000_000;
const READ_AT_ONCE = 20;

export interface OutboxEntry {
  _id: ObjectId;
  /** When the entry was written; entries are forgotten by it. */
  at: Date;
  /** Epoch milliseconds: nothing acknowledged before it is told by this entry. */
  since: number;
  /** The facts as a JSON array: written, published and read again as it is, and understood only by the followers. */
  facts: string;
  /** Given by the relay; positions have no gaps. */
  position?: number;
}

export type NumberedEntry = OutboxEntry & { readonly position: number };

/** Characters that an entry takes of one that several become; a long one fills it. */
const lengthAmongOthers = ({ facts }: OutboxEntry): number =>
  facts.length < LONG_CHARACTERS ? facts.length : ENTRY_CHARACTERS;

/** Some entries as one, under the name of the first. */
function oneOf(entries: readonly OutboxEntry[]): OutboxEntry {
  const [first] = entries;
  if (first === undefined) throw new Error('of nothing there is no entry');
  if (entries.length === 1) return first;
  const since = Math.min(...entries.map((e) => e.since));
  return { ...first, since, facts: `[${entries.map((e) => e.facts.slice(1, -1)).join(',')}]` };
}

interface HeadDocument {
  _id: string;
  position: number;
}

interface EpochDocument {
  _id: string;
  epoch: string;
}

/** Collections of the feed, for the service's index plan. */
export const OUTBOX_PLAN: IndexPlan = {
  outbox: [
    // Of all entries, so that those without a position are found without reading a day's entries that have one.
    { name: 'waiting', key: { position: 1, _id: 1 } },
    {
      name: 'position',
      key: { position: 1 },
      unique: true,
      partialFilterExpression: { position: { $exists: true } },
    },
    {
      name: 'forget',
      key: { at: 1 },
      expireAfterSeconds: KEEP_SECONDS,
      partialFilterExpression: { position: { $exists: true } },
    },
  ],
  feed: [],
};

/** The entries that are still to be told and those told lately. */
@Injectable()
export class Outbox {
  /** Woken when this process has added an entry. */
  readonly added = new Wakeup();

  private knownEpoch: string | undefined;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: Clock,
  ) {}

  get entries(): Collection<OutboxEntry> {
    return this.connection.collection<OutboxEntry>('outbox');
  }

  /** The entries that have no position yet. */
  waiting(): FindCursor<OutboxEntry> {
    return this.entries.find({ position: { $exists: false } });
  }

  /** The oldest of them, as many as are worth a transaction. */
  async oldest(): Promise<OutboxEntry[]> {
    const found: OutboxEntry[] = [];
    let characters = 0;
    for await (const entry of this.waiting().sort({ _id: 1 }).limit(MOST_NUMBERED).batchSize(READ_AT_ONCE)) {
      found.push(entry);
      characters += entry.facts.length;
      if (characters >= MOST_CHARACTERS) break;
    }
    return found;
  }

  /**
   * Adds facts within the transaction that makes them true, in as many entries as their length asks for. Call `added.wake()` after the commit.
   * @param since epoch milliseconds before which nothing acknowledged is told by them; by default now
   */
  async add(session: ClientSession, facts: readonly unknown[], since = this.clock.now()): Promise<void> {
    if (facts.length === 0) return;
    const texts = facts.map((fact) => JSON.stringify(fact));
    const at = new Date(this.clock.now());
    const entries = pieces(texts, (text) => text.length, ENTRY_CHARACTERS).map((piece): OutboxEntry => ({
      _id: new ObjectId(),
      at,
      since,
      facts: `[${piece.join(',')}]`,
    }));
    await this.entries.insertMany(entries, { session });
  }

  /** The feed's epoch, made once for the life of the database. */
  async epoch(): Promise<string> {
    this.knownEpoch ??= await this.makeEpoch();
    return this.knownEpoch;
  }

  /** The last position given. It is kept apart from the entries, which are forgotten after a while. */
  async lastPosition(): Promise<number> {
    return (await this.heads.findOne({ _id: 'head' }))?.position ?? 0;
  }

  /**
   * Gives waiting entries the positions after `last`, within a transaction; small ones become one, because a position costs as much for few facts as for many. Of
   * two relays at once one conflicts. Returns the entries as they now are.
   * @throws Error when another relay has given positions since `last` was read
   */
  async number(waiting: readonly OutboxEntry[], last: number, session: ClientSession): Promise<NumberedEntry[]> {
    const together = pieces(waiting, lengthAmongOthers, ENTRY_CHARACTERS);
    const numbered = together.map((piece, i) => ({ ...oneOf(piece), position: last + i + 1 }));
    const moved = await this.heads.updateOne(
      { _id: 'head', position: last },
      { $set: { position: last + numbered.length } },
      { session, upsert: last === 0 },
    );
    if (moved.matchedCount + moved.upsertedCount !== 1) throw new Error('another relay has given positions');
    const unnumbered = { position: { $exists: false } };
    const update = ({ _id, position, since, facts }: NumberedEntry, isOne: boolean) => ({
      updateOne: {
        filter: { _id, ...unnumbered },
        update: { $set: isOne ? { position } : { position, since, facts } },
      },
    });
    const spent = together.flatMap((piece) => piece.slice(1).map((e) => e._id));
    const changes = [
      ...numbered.map((e, i) => update(e, together[i]?.length === 1)),
      ...(spent.length === 0 ? [] : [{ deleteMany: { filter: { _id: { $in: spent }, ...unnumbered } } }]),
    ];
    const { matchedCount, deletedCount } = await this.entries.bulkWrite(changes, { session, ordered: false });
    if (matchedCount + deletedCount !== waiting.length)
      throw new Error('an entry has a position already, or cannot be seen yet');
    return numbered;
  }

  private get heads(): Collection<HeadDocument> {
    return this.connection.collection<HeadDocument>('feed');
  }

  private async makeEpoch(): Promise<string> {
    const feed = this.connection.collection<EpochDocument>('feed');
    await feed.updateOne({ _id: 'epoch' }, { $setOnInsert: { epoch: new ObjectId().toHexString() } }, { upsert: true });
    const document = await feed.findOne({ _id: 'epoch' });
    if (document === null) throw new Error('the epoch of the feed could not be stored');
    return document.epoch;
  }
}
