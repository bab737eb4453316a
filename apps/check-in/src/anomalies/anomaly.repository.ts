import { leastDivision, withinFilter } from '#access';
import type { Anomaly, Scope } from '#contracts';
import { bytesOf } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Collection } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import type { Flag, ObservedSession } from './observed.js';

type Said = Omit<Anomaly['history'][number], 'at'> & { readonly at: Date };
/** What was decided; why is sealed under the flag's id, as it may be personal. */
type Decided = Omit<Said, 'because'> & { sealed: Buffer };

/** A flag (异常), insert-only but for what is decided about it. */
export interface AnomalyDocument extends Omit<Anomaly, 'id' | 'foundAt' | 'history'> {
  /** Worked out of reason and subject under a key: found again it is the same, and tells nothing of positions or devices. */
  _id: string;
  /** The least division that holds all of its sessions, and the team where they are of one. */
  division: string;
  teamNo: string;
  foundAt: Date;
  history: Decided[];
}

export const ANOMALY = 'anomaly';
export const anomalySchema = new Schema<AnomalyDocument>(
  {
    _id: { type: String, required: true },
    reason: { type: String, required: true },
    state: { type: String, required: true },
    sessionNos: [String],
    volunteerNos: [String],
    measured: { type: Number, required: true },
    account: String,
    division: String,
    teamNo: String,
    foundAt: { type: Date, required: true },
    history: [{ _id: false, decision: String, sealed: Buffer, by: String, at: Date }],
  },
  { collection: 'anomalies', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** Volunteers that are named, at most; who looks into it finds the others in the sessions. */
const MOST_NAMED = 200;

export interface AskedAnomalies {
  readonly state: Anomaly['state'] | null;
  readonly reason: Anomaly['reason'] | null;
  readonly after: string;
  readonly limit: number;
  readonly within: Scope;
}

const placed = (within: Scope) => withinFilter(within, { division: 'division', team: 'teamNo' });

@Injectable()
export class AnomalyRepository implements OnModuleInit {
  constructor(
    @InjectModel(ANOMALY) private readonly anomalies: Model<AnomalyDocument>,
    private readonly keys: KeyRing,
  ) {}

  /** Seals the reasons of those that were decided while reasons were kept in clear. */
  async onModuleInit(): Promise<void> {
    const collection = this.anomalies.collection as unknown as Collection<AnomalyDocument>;
    for await (const { _id, history } of collection.find({ 'history.because': { $exists: true } })) {
      const sealed = (history as (Decided & { because?: string })[]).map(({ because, ...of }) =>
        because === undefined ? of : { ...of, sealed: this.seal(_id, because) },
      );
      // Where somebody decided meanwhile it is left to the next start.
      await collection.updateOne({ _id, history }, { $set: { history: sealed } });
    }
  }

  /** Keeps what was found; what was found before stays as it is, whatever was decided. */
  async add(flags: readonly Flag[], sessions: ReadonlyMap<string, ObservedSession>, now: Date): Promise<void> {
    if (flags.length === 0) return;
    await this.anomalies.bulkWrite(
      flags.map(({ reason, subject, sessionNos, volunteerNos, measured, account = '' }) => ({
        updateOne: {
          filter: { _id: this.keys.authenticate('anomaly', JSON.stringify([reason, subject])) },
          update: {
            $setOnInsert: {
              ...{ reason, state: 'open' as const, sessionNos: [...sessionNos], measured, account },
              volunteerNos: volunteerNos.slice(0, MOST_NAMED),
              ...placeOf(sessionNos.flatMap((no) => sessions.get(no) ?? [])),
              ...{ foundAt: now, history: [] },
            },
          },
          upsert: true,
        },
      })),
    );
  }

  async list({ state, reason, after, limit, within }: AskedAnomalies): Promise<AnomalyDocument[]> {
    const last = after === '' ? null : await this.anomalies.findById(after, { foundAt: 1 }).lean<AnomalyDocument>();
    const page =
      last === null
        ? {}
        : { $or: [{ foundAt: { $lt: last.foundAt } }, { foundAt: last.foundAt, _id: { $gt: after } }] };
    const asked = { ...(state === null ? {} : { state }), ...(reason === null ? {} : { reason }) };
    return this.anomalies
      .find({ $and: [placed(within), asked, page] })
      .sort({ foundAt: -1, _id: 1 })
      .limit(limit)
      .lean<AnomalyDocument[]>();
  }

  /** Null where there is none within the scope. */
  decide(id: string, within: Scope, { decision, because, by, at }: Said): Promise<AnomalyDocument | null> {
    const decided: Decided = { decision, sealed: this.seal(id, because), by, at };
    return this.anomalies
      .findOneAndUpdate(
        { $and: [{ _id: id }, placed(within)] },
        { $set: { state: decision }, $push: { history: decided } },
        { returnDocument: 'after' },
      )
      .lean<AnomalyDocument>();
  }

  /** What was decided about one, the oldest first. */
  history({ _id, history }: AnomalyDocument): Said[] {
    return history.map(({ sealed, ...of }) => ({
      ...of,
      because: this.keys.unseal(bytesOf(sealed), contextOf(_id)).toString(),
    }));
  }

  private seal(id: string, because: string): Buffer {
    return this.keys.seal(Buffer.from(because), contextOf(id));
  }
}

const contextOf = (id: string): string => `anomaly:${id}`;

/** Whoever may see a flag may see all of the sessions that it names. */
function placeOf(sessions: readonly ObservedSession[]): { division: string; teamNo: string } {
  const teams = new Set(sessions.map((s) => s.teamNo));
  const [teamNo = ''] = teams.size === 1 ? teams : [];
  return { division: leastDivision(sessions.map((s) => s.division)), teamNo };
}
