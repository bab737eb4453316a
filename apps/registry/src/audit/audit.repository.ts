import { withinFilter } from '#access';
import type { ParsedInputOf, registry } from '#contracts';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import type { Entry, Head } from './chain.js';

/** An entry of the audit log (审计日志) under its number. */
export interface AuditDocument extends Omit<Entry, 'seq' | 'at' | 'targets' | 'teams'> {
  _id: number;
  at: Date;
  targets: string[];
  teams: string[];
}

export const AUDIT = 'audit';
export const auditSchema = new Schema<AuditDocument>(
  {
    _id: { type: Number, required: true },
    at: { type: Date, required: true },
    by: String,
    act: { type: String, required: true },
    targets: [String],
    place: String,
    teams: [String],
    because: String,
    of: { type: Number, required: true },
    outcome: String,
    hash: { type: String, required: true },
  },
  { collection: 'audit', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** Where the log ends, apart from the log: whoever takes its end away must alter this too, which needs the key. */
export interface AuditHeadDocument extends Head {
  _id: 'head';
  seal: string;
}

export const AUDIT_HEAD = 'audit-head';
export const auditHeadSchema = new Schema<AuditHeadDocument>(
  {
    _id: { type: String, required: true },
    seq: { type: Number, required: true },
    hash: { type: String, required: true },
    seal: { type: String, required: true },
  },
  { collection: 'audit-head', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

type Asked = ParsedInputOf<typeof registry.audit.read>;

/** Nothing here changes or removes an entry. */
@Injectable()
export class AuditRepository {
  constructor(
    @InjectModel(AUDIT) private readonly entries: Model<AuditDocument>,
    @InjectModel(AUDIT_HEAD) private readonly heads: Model<AuditHeadDocument>,
  ) {}

  head(session?: ClientSession): Promise<AuditHeadDocument | null> {
    return this.heads.findOne({ _id: 'head' }, {}, session ? { session } : {}).lean<AuditHeadDocument>();
  }

  /** Writes what follows the head; of two who do so at the same time one conflicts, or finds its numbers taken. */
  async append(entries: readonly Entry[], head: Head & { readonly seal: string }, session: ClientSession) {
    const documents = entries.map(({ seq, at, targets, teams, ...rest }) => ({
      ...{ _id: seq, at: new Date(at), targets: [...targets], teams: [...teams] },
      ...rest,
    }));
    await this.heads.replaceOne({ _id: 'head' }, head, { upsert: true, session });
    await this.entries.insertMany(documents, { session, lean: true });
  }

  async find(seq: number): Promise<Entry | undefined> {
    const found = await this.entries.findOne({ _id: seq }).lean<AuditDocument>();
    return found === null ? undefined : toEntry(found);
  }

  /** Newest first. */
  async page({ by, target, from, until, before, within }: Asked, limit: number): Promise<Entry[]> {
    const at = {
      ...(from === undefined ? {} : { $gte: new Date(from) }),
      ...(until === undefined ? {} : { $lt: new Date(until) }),
    };
    const found = await this.entries
      .find({
        ...(before === null ? {} : { _id: { $lt: before } }),
        ...(by === undefined ? {} : { by }),
        ...(target === undefined ? {} : { targets: target }),
        ...(from === undefined && until === undefined ? {} : { at }),
        ...withinFilter(within, { division: 'place', team: 'teams' }),
      })
      .sort({ _id: -1 })
      .limit(limit)
      .lean<AuditDocument[]>();
    return found.map(toEntry);
  }

  /** Entries in their order up to one of them, some at a time. */
  async *upTo(seq: number, some: number): AsyncGenerator<Entry[]> {
    for (let after = 0; ;) {
      const found = await this.entries
        .find({ _id: { $gt: after, $lte: seq } })
        .sort({ _id: 1 })
        .limit(some)
        .batchSize(some)
        .lean<AuditDocument[]>();
      const last = found.at(-1);
      if (last === undefined) return;
      yield found.map(toEntry);
      after = last._id;
    }
  }
}

function toEntry({ _id: seq, at, ...rest }: AuditDocument): Entry {
  return { ...rest, seq, at: at.getTime() };
}
