import type { Attendance, EvidenceClass } from '#attendance';
import { writeDocuments } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** All attendances of one person, derived; `_id` is the person. */
export interface AttendancesDocument {
  _id: string;
  rev: number;
  attendances: {
    sessionNo: string;
    evidence: EvidenceClass;
    minutes: number;
    checkedInAt: Date;
    checkedOutAt?: Date;
  }[];
}

export const ATTENDANCES = 'attendances';
export const attendancesSchema = new Schema<AttendancesDocument>(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    attendances: [
      {
        _id: false,
        sessionNo: { type: String, required: true },
        evidence: { type: String, required: true },
        minutes: { type: Number, required: true },
        checkedInAt: { type: Date, required: true },
        checkedOutAt: Date,
      },
    ],
  },
  { collection: 'attendances', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class AttendanceRepository {
  constructor(@InjectModel(ATTENDANCES) private readonly attendances: Model<AttendancesDocument>) {}

  async ofPerson(person: string): Promise<AttendancesDocument | null> {
    return this.attendances.findOne({ _id: person }).lean<AttendancesDocument>();
  }

  page(after: string, limit: number): Promise<AttendancesDocument[]> {
    return this.attendances
      .find({ _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<AttendancesDocument[]>();
  }

  everybody(session: ClientSession): Promise<string[]> {
    return this.attendances.distinct('_id', {}, { session });
  }

  /**
   * Writes what some persons' records amount to where it differs from what is there, and returns the documents that changed. Within a
   * transaction that has also read the records: another one that settles the same person conflicts with it.
   */
  async restate(
    derived: ReadonlyMap<string, readonly Attendance[]>,
    session: ClientSession,
  ): Promise<AttendancesDocument[]> {
    const before = new Map(
      (
        await this.attendances
          .find({ _id: { $in: [...derived.keys()] } }, {}, { session })
          .lean<AttendancesDocument[]>()
      ).map((d) => [d._id, d]),
    );
    const inserts: AttendancesDocument[] = [];
    const replacements: AttendancesDocument[] = [];
    for (const [person, attendances] of derived) {
      const old = before.get(person);
      if (same(old?.attendances ?? [], attendances)) continue;
      const document = { _id: person, rev: (old?.rev ?? 0) + 1, attendances: attendances.map(toDocument) };
      (old === undefined ? inserts : replacements).push(document);
    }
    await writeDocuments(this.attendances, { inserts, replacements }, session);
    return [...inserts, ...replacements];
  }
}

function toDocument(a: Attendance): AttendancesDocument['attendances'][number] {
  return {
    sessionNo: a.sessionNo,
    evidence: a.evidence,
    minutes: a.minutes,
    checkedInAt: new Date(a.checkedInAt),
    ...(a.checkedOutAt === undefined ? {} : { checkedOutAt: new Date(a.checkedOutAt) }),
  };
}

function same(before: AttendancesDocument['attendances'], now: readonly Attendance[]): boolean {
  return (
    before.length === now.length &&
    before.every((b, i) => {
      const n = now[i];
      return (
        n !== undefined &&
        b.sessionNo === n.sessionNo &&
        b.evidence === n.evidence &&
        b.minutes === n.minutes &&
        b.checkedInAt.getTime() === n.checkedInAt &&
        b.checkedOutAt?.getTime() === n.checkedOutAt
      );
    })
  );
}
