import type { CheckInWay } from '#contracts';
import { bytesOf, writeDocuments } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { z } from 'zod';
import type { RecordDocument } from '../records/record.repository.js';
import { bandOf, type Evidence } from './evidence.js';

/**
 * The evidence (佐证) of one content of a record, under `record#digest`. Insert-only, but that a position is reduced when its time is over: `position`, `distance` and
 * `accuracy` then go, and `band` comes.
 */
export interface EvidenceDocument {
  _id: string;
  record: string;
  /** Of the record's content. */
  digest: string;
  sessionNo: string;
  account: string;
  at: Date;
  way?: CheckInWay;
  slot?: number;
  cardId?: string;
  site?: string;
  /** Whether the position lay within a site; one that did not is no record, so this is what stays said. */
  inside?: boolean;
  /** Latitude and longitude, sealed under `_id`. */
  position?: Buffer;
  datum?: string;
  accuracy?: number;
  distance?: number;
  band?: string;
  isConfirmed?: boolean;
  clockOffset?: number;
  isSkewed?: boolean;
  /** Of all of this as it was received, the position too, under a key: nobody finds the position by trying, and whoever is told one can be shown to be right. */
  seal: string;
}

export const EVIDENCE = 'evidence';
export const evidenceSchema = new Schema<EvidenceDocument>(
  {
    _id: { type: String, required: true },
    record: { type: String, required: true },
    digest: { type: String, required: true },
    sessionNo: { type: String, required: true },
    account: { type: String, required: true },
    at: { type: Date, required: true },
    way: String,
    slot: Number,
    cardId: String,
    site: String,
    inside: Boolean,
    position: Buffer,
    datum: String,
    accuracy: Number,
    distance: Number,
    band: String,
    isConfirmed: Boolean,
    clockOffset: Number,
    isSkewed: Boolean,
    seal: { type: String, required: true },
  },
  { collection: 'evidence', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** Where a record was as far as that is still known, and by how much the device's clock was off (milliseconds) where that was flagged. */
export interface KnownCircumstances {
  readonly clockOffset?: number;
  readonly site?: string;
  readonly position?: { readonly latitude: number; readonly longitude: number; readonly datum: string };
}

type KnownDocument = Pick<EvidenceDocument, '_id' | 'site' | 'position' | 'datum' | 'clockOffset' | 'isSkewed'>;

/** As they are sealed. */
const coordinates = z.tuple([z.number(), z.number()]);
const contextOf = (_id: string): string => `evidence:${_id}`;

/** Positions that are reduced at once. */
const A_PASS = 500;

@Injectable()
export class EvidenceRepository {
  constructor(
    @InjectModel(EVIDENCE) private readonly evidence: Model<EvidenceDocument>,
    private readonly keys: KeyRing,
  ) {}

  /** Adds what stands beside contents that are added in the same transaction. */
  async add(
    found: readonly { readonly record: RecordDocument; readonly evidence: Evidence }[],
    session: ClientSession,
  ): Promise<void> {
    if (found.length === 0) return;
    const inserts = found.map(({ record, evidence }) => this.document(record, evidence));
    await writeDocuments(this.evidence, { inserts, replacements: [] }, session);
  }

  /** Of some records by `record#digest`; only of those by which a position was shown, or of which the clock is flagged. */
  async circumstances(recordIds: readonly string[]): Promise<ReadonlyMap<string, KnownCircumstances>> {
    const found = await this.evidence
      .find(
        { record: { $in: [...recordIds] }, $or: [{ inside: true }, { isSkewed: true }] },
        { site: 1, position: 1, datum: 1, clockOffset: 1, isSkewed: 1 },
      )
      .lean<KnownDocument[]>();
    return new Map(found.map((d) => [d._id, this.known(d)]));
  }

  private known({ _id, site, position, datum = '', clockOffset, isSkewed }: KnownDocument): KnownCircumstances {
    const at: KnownCircumstances = {
      ...(site === undefined ? {} : { site }),
      ...(isSkewed === true && clockOffset !== undefined ? { clockOffset } : {}),
    };
    if (position === undefined) return at;
    const opened: unknown = JSON.parse(this.keys.unseal(bytesOf(position), contextOf(_id)).toString());
    const [latitude, longitude] = coordinates.parse(opened);
    return { ...at, position: { latitude, longitude, datum } };
  }

  /** Reduces some of the positions that were received before an instant. Returns how many. */
  async reduce(before: Date): Promise<number> {
    const found = await this.evidence
      .find({ at: { $lt: before }, position: { $exists: true } }, { distance: 1 })
      .limit(A_PASS)
      .lean<Pick<EvidenceDocument, '_id' | 'distance'>[]>();
    if (found.length === 0) return 0;
    await this.evidence.bulkWrite(
      found.map(({ _id, distance = 0 }) => ({
        updateOne: {
          filter: { _id },
          update: { $set: { band: bandOf(distance) }, $unset: { position: 1, distance: 1, accuracy: 1 } },
        },
      })),
      { ordered: false },
    );
    return found.length;
  }

  private document(record: RecordDocument, { position, ...said }: Evidence): EvidenceDocument {
    const { digest, sessionNo, by: account, storedAt: at } = record;
    const recordId = record.rivalOf ?? record._id;
    const _id = `${recordId}#${digest}`;
    const of = { record: recordId, digest, sessionNo, account, at };
    return {
      _id,
      ...of,
      ...said,
      ...(position === undefined
        ? {}
        : {
            inside: true,
            position: this.keys.seal(
              Buffer.from(JSON.stringify([position.latitude, position.longitude])),
              contextOf(_id),
            ),
            datum: position.datum,
            accuracy: position.accuracyMetres,
          }),
      seal: this.keys.authenticate('evidence', JSON.stringify([of, said, position])),
    };
  }
}
