import { Clock } from '#kernel';
import type { KeptOfPerson } from '#contracts';
import { bytesOf, type IndexPlan } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type ClientSession, ObjectId } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { z } from 'zod';
import { PersonalData } from './personal-data.js';
import type { VolunteerDocument } from './volunteer.repository.js';

/** What a number said before it was corrected (《个人信息保护法》 article 46), sealed as a whole. */
export interface FormerVersionDocument {
  _id: ObjectId;
  volunteerNo: string;
  rev: number;
  /** When it was replaced, and by whom. */
  until: Date;
  by: string;
  sealed: Buffer;
}

export const FORMER_VERSION = 'former-version';
export const formerVersionSchema = new Schema<FormerVersionDocument>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    volunteerNo: { type: String, required: true },
    rev: { type: Number, required: true },
    until: { type: Date, required: true },
    by: { type: String, required: true },
    sealed: { type: Buffer, required: true },
  },
  { collection: 'former-versions', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

export const FORMER_VERSION_INDEXES: IndexPlan[string] = [
  { name: 'number', key: { volunteerNo: 1, rev: 1 }, unique: true },
];

/** What of a former version its owner can have corrected. */
const said = z.object({
  ...{ name: z.string(), phone: z.string(), politicalStatus: z.string(), education: z.string(), division: z.string() },
});
const contextOf = (volunteerNo: string, rev: number): string => `former-version:${volunteerNo}:${String(rev)}`;

@Injectable()
export class FormerVersions {
  constructor(
    @InjectModel(FORMER_VERSION) private readonly versions: Model<FormerVersionDocument>,
    private readonly keys: KeyRing,
    private readonly personal: PersonalData,
    private readonly clock: Clock,
  ) {}

  /** Keeps what rows say, before they are corrected. */
  async keep(rows: readonly VolunteerDocument[], by: string, session: ClientSession): Promise<void> {
    const until = new Date(this.clock.now());
    const documents = rows.map((row) => {
      const { _id: volunteerNo, rev, gender, politicalStatus, education, division, teams } = row;
      const whole = { ...this.personal.open(row), gender, politicalStatus, education, division, teams };
      const sealed = this.keys.seal(Buffer.from(JSON.stringify(whole)), contextOf(volunteerNo, rev));
      return { _id: new ObjectId(), volunteerNo, rev, until, by, sealed };
    });
    await this.versions.insertMany(documents, { session, lean: true });
  }

  /** What some numbers said before, the oldest first. */
  async of(volunteerNos: readonly string[], session: ClientSession): Promise<KeptOfPerson['earlier']> {
    const found = await this.versions
      .find({ volunteerNo: { $in: [...volunteerNos] } }, {}, { session })
      .sort({ until: 1 })
      .lean<FormerVersionDocument[]>();
    return found.map(({ volunteerNo, rev, until, sealed: bytes }) => {
      const text = this.keys.unseal(bytesOf(bytes), contextOf(volunteerNo, rev)).toString();
      return { volunteerNo, until: until.getTime(), ...said.parse(JSON.parse(text)) };
    });
  }

  async forget(volunteerNos: readonly string[], session: ClientSession): Promise<void> {
    await this.versions.deleteMany({ volunteerNo: { $in: [...volunteerNos] } }, { session });
  }
}
