import { type Policy, type PolicyKey, policyKey } from '#contracts';
import { chinaDay, Clock, DomainError } from '#kernel';
import { policyOn } from '#policies';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';
import { DEFAULTS } from './defaults.js';

/** A policy under its key and first day. */
export interface PolicyDocument extends Policy {
  _id: string;
}

export const POLICY = 'policy';
export const policySchema = new Schema<PolicyDocument>(
  {
    _id: { type: String, required: true },
    key: { type: String, required: true },
    value: { type: Number, required: true },
    from: { type: String, required: true },
    source: { type: String, required: true },
    setBy: String,
  },
  { collection: 'policies', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** The numbers of rules, with the days from which they are in force. What was once in force stays in the table. */
@Injectable()
export class Policies {
  constructor(
    @InjectModel(POLICY) private readonly numbers: Model<PolicyDocument>,
    private readonly clock: Clock,
  ) {}

  /** Those in force on a day. */
  async on(day: string): Promise<Policy[]> {
    const all = await this.table(policyKey.values);
    return [...policyKey.values].flatMap((key) => policyOn(all, key, day) ?? []);
  }

  /** All that were, are or will be in force. A number of the county's stands before, and so takes the place of, the default of the same day. */
  async table(keys: Iterable<PolicyKey>): Promise<Policy[]> {
    const asked = new Set(keys);
    const set = await this.numbers.find({ key: { $in: [...asked] } }, { _id: 0 }).lean<Policy[]>();
    return [...set, ...DEFAULTS.filter((d) => asked.has(d.key))];
  }

  /** One number as it is in force on a day. */
  async value(key: PolicyKey, day: string): Promise<number> {
    const found = (await this.on(day)).find((p) => p.key === key);
    if (found === undefined) throw new Error(`no ${key} is in force on ${day}`);
    return found.value;
  }

  /** @throws DomainError `POLICY.NOT_IN_FUTURE` for a day that has begun */
  async set(policy: Policy): Promise<Policy> {
    const { key, from } = policy;
    if (from <= chinaDay(this.clock.now())) throw new DomainError('POLICY.NOT_IN_FUTURE', { from });
    await this.numbers.updateOne({ _id: `${key} ${from}` }, { $set: policy }, { upsert: true });
    return policy;
  }
}
