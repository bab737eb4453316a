import { compact } from '#attendance';
import { Clock, DAY_MS, randomLetters } from '#kernel';
import type { IndexPlan } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';
import { hash } from 'node:crypto';

const LENGTH = 12;

/** An invitation into a team (邀请码) by the SHA-256 of its code, which is shown once. */
export interface InvitationDocument {
  _id: string;
  team: string;
  /** How many people may still use it. */
  left: number;
  expiresAt: Date;
  by: string;
}

export const INVITATION = 'invitation';
export const invitationSchema = new Schema<InvitationDocument>(
  {
    _id: { type: String, required: true },
    team: { type: String, required: true },
    left: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
    by: { type: String, required: true },
  },
  { collection: 'invitations', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

export const INVITATION_INDEXES: IndexPlan[string] = [
  { name: 'expired', key: { expiresAt: 1 }, expireAfterSeconds: 0 },
];

@Injectable()
export class Invitations {
  constructor(
    @InjectModel(INVITATION) private readonly invitations: Model<InvitationDocument>,
    private readonly clock: Clock,
  ) {}

  /** A new code for so many people and days: three groups of four letters and digits, 59 bits. */
  async make(of: {
    team: string;
    uses: number;
    days: number;
    by: string;
  }): Promise<{ code: string; expiresAt: number }> {
    const letters = randomLetters(LENGTH);
    const expiresAt = this.clock.now() + of.days * DAY_MS;
    const { team, uses: left, by } = of;
    await this.invitations.create({ _id: digest(letters), team, left, by, expiresAt: new Date(expiresAt) });
    return { code: letters.replace(/(.{4})(?=.)/g, '$1-'), expiresAt };
  }

  /** Lets one person use a code: the team, or undefined for a code that is wrong, too old or used up. */
  async use(code: string, session: ClientSession): Promise<string | undefined> {
    const used = await this.invitations
      .findOneAndUpdate(
        { _id: digest(code), left: { $gt: 0 }, expiresAt: { $gt: new Date(this.clock.now()) } },
        { $inc: { left: -1 } },
        { session },
      )
      .lean<InvitationDocument>();
    return used?.team;
  }
}

const digest = (code: string): string => hash('sha256', compact(code).toUpperCase().replaceAll('-', ''), 'base64url');
