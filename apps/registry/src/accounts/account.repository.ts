import type { Grant, Role } from '#contracts';
import { type IndexPlan } from '#mongo';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession } from 'mongodb';
import { type Model, Schema } from 'mongoose';

/** An account under its name. `passwordHash` is argon2id in its usual text form. */
export interface AccountDocument {
  _id: string;
  displayName: string;
  grants?: Grant[];
  /** In accounts made before there were grants. */
  roles?: Role[];
  passwordHash: string;
  /** The same of the password that the environment has given it last. */
  givenHash?: string;
  /** Under which its owner is registered, where it is somebody's own. */
  volunteerNo?: string;
  /** Both sealed, and confirmed by a code that was sent there. */
  email?: Buffer;
  wechat?: Buffer;
  /** Blind index of the registered phone number that its owner has confirmed. */
  confirmedPhone?: string;
  /** Blind index of the phone number with which he signs in to his own account. */
  phoneIndex?: string;
}

/** What of an account is an address outside of the application. */
export type AddressKind = 'email' | 'wechat';

/** What an account may do and where; roles of old meant everywhere. */
export const grantsOf = ({ grants, roles }: AccountDocument): Grant[] =>
  grants ?? (roles ?? []).map((role) => ({ role }));

/** A refresh token by the SHA-256 of its text; a family is the chain of tokens of one sign-in. */
export interface RefreshTokenDocument {
  _id: string;
  family: string;
  username: string;
  expiresAt: Date;
  used: boolean;
  /** A digest of the password hash with which the family began: with another password it no longer works. Missing in tokens made before that was kept. */
  password?: string;
}

export const ACCOUNT = 'account';
export const accountSchema = new Schema<AccountDocument>(
  {
    _id: { type: String, required: true },
    displayName: { type: String, required: true },
    grants: { type: [{ _id: false, role: String, division: String, team: String }], default: undefined },
    roles: { type: [String], default: undefined },
    passwordHash: { type: String, required: true },
    givenHash: String,
    volunteerNo: String,
    email: Buffer,
    wechat: Buffer,
    confirmedPhone: String,
    phoneIndex: String,
  },
  { collection: 'accounts', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

/** Of a phone number one account at most. */
export const ACCOUNT_INDEXES: IndexPlan[string] = [
  { name: 'number', key: { volunteerNo: 1 } },
  {
    ...{ name: 'phone', key: { phoneIndex: 1 }, unique: true },
    partialFilterExpression: { phoneIndex: { $exists: true } },
  },
];

export const REFRESH_TOKEN = 'refresh-token';
export const refreshTokenSchema = new Schema<RefreshTokenDocument>(
  {
    _id: { type: String, required: true },
    family: { type: String, required: true },
    username: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    used: { type: Boolean, required: true },
    password: String,
  },
  { collection: 'refresh-tokens', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);

@Injectable()
export class AccountRepository {
  constructor(
    @InjectModel(ACCOUNT) private readonly accounts: Model<AccountDocument>,
    @InjectModel(REFRESH_TOKEN) private readonly tokens: Model<RefreshTokenDocument>,
  ) {}

  find(username: string, session?: ClientSession): Promise<AccountDocument | null> {
    return this.accounts.findOne({ _id: username }, {}, session ? { session } : {}).lean<AccountDocument>();
  }

  /** Accounts by name, those alone that hold a role where one is given, after a name. */
  page(after: string, role: Role | undefined, limit: number): Promise<AccountDocument[]> {
    const holding = role === undefined ? {} : { $or: [{ 'grants.role': role }, { roles: role }] };
    return this.accounts
      .find({ _id: { $gt: after }, ...holding })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<AccountDocument[]>();
  }

  /** The names that could be numbers. Looks through those: the question is rare. */
  async numeric(): Promise<string[]> {
    const found = await this.accounts.find({ _id: /^[-+\d]/ }, { _id: 1 }).lean<Pick<AccountDocument, '_id'>[]>();
    return found.map((a) => a._id);
  }

  findByPhone(phoneIndex: string): Promise<AccountDocument | null> {
    return this.accounts.findOne({ phoneIndex }).lean<AccountDocument>();
  }

  /** True where one of some volunteer numbers, or the phone number, has an account. */
  async isOwned(volunteerNos: readonly string[], phoneIndex: string, session: ClientSession): Promise<boolean> {
    const of = [{ volunteerNo: { $in: [...volunteerNos] } }, { phoneIndex }];
    return (await this.accounts.findOne({ $or: of }, { _id: 1 }, { session }).lean()) !== null;
  }

  /** Under which numbers the owners of some accounts are registered; an account that is nobody's own is left out. */
  async numbersOf(usernames: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = await this.accounts
      .find({ _id: { $in: [...usernames] }, volunteerNo: { $exists: true } }, { volunteerNo: 1 })
      .lean<AccountDocument[]>();
    return new Map(found.map(({ _id, volunteerNo = '' }) => [_id, volunteerNo]));
  }

  /** The accounts that act for one of some teams as its leader's. Looks through all: the question is rare. */
  leading(teams: readonly string[], session?: ClientSession): Promise<AccountDocument[]> {
    return this.accounts
      .find({ grants: { $elemMatch: { role: 'leader', team: { $in: [...teams] } } } }, {}, session ? { session } : {})
      .lean<AccountDocument[]>();
  }

  async setGrants(username: string, grants: readonly Grant[], session: ClientSession): Promise<void> {
    await this.accounts.updateOne(
      { _id: username },
      { $set: { grants: [...grants] }, $unset: { roles: 1 } },
      { session },
    );
  }

  /** Lets who has the account of one of these numbers sign in by another phone number; false where that has another account. */
  async movePhone(volunteerNos: readonly string[], phoneIndex: string, session: ClientSession): Promise<boolean> {
    const of = { volunteerNo: { $in: [...volunteerNos] } };
    const others = { phoneIndex, volunteerNo: { $nin: [...volunteerNos] } };
    if ((await this.accounts.findOne(others, { _id: 1 }, { session }).lean()) !== null) return false;
    await this.accounts.updateOne({ ...of, phoneIndex: { $exists: true } }, { $set: { phoneIndex } }, { session });
    return true;
  }

  /** Ends the accounts of some volunteer numbers and everything that was signed in with them; tells their names. */
  async endOwn(volunteerNos: readonly string[], session: ClientSession): Promise<string[]> {
    const of = { volunteerNo: { $in: [...volunteerNos] } };
    const accounts = await this.accounts.find(of, { _id: 1 }, { session }).lean<Pick<AccountDocument, '_id'>[]>();
    const names = accounts.map((a) => a._id);
    await this.tokens.deleteMany({ username: { $in: names } }, { session });
    await this.accounts.deleteMany(of, { session });
    return names;
  }

  /** @throws MongoServerError (code 11000, the transaction then runs again) when the name was taken meanwhile */
  async add(account: AccountDocument, session: ClientSession): Promise<void> {
    await this.accounts.insertMany([account], { session, lean: true });
  }

  /** The accounts of those to whom some numbers lead. */
  ofNumbers(volunteerNos: readonly string[], session: ClientSession): Promise<AccountDocument[]> {
    return this.accounts
      .find({ volunteerNo: { $in: [...volunteerNos] } }, {}, { session })
      .sort({ _id: 1 })
      .lean<AccountDocument[]>();
  }

  /** Makes the account, or gives it this password and these roles. */
  async put(account: AccountDocument): Promise<void> {
    const { _id, ...rest } = account;
    await this.accounts.updateOne({ _id }, { $set: rest }, { upsert: true });
  }

  /** False where there is no such account. */
  async setPassword(username: string, passwordHash: string): Promise<boolean> {
    const { matchedCount } = await this.accounts.updateOne({ _id: username }, { $set: { passwordHash } });
    return matchedCount === 1;
  }

  /** False where there is no such account. */
  async setAddress(kind: AddressKind, username: string, sealed: Buffer): Promise<boolean> {
    const { matchedCount } = await this.accounts.updateOne({ _id: username }, { $set: { [kind]: sealed } });
    return matchedCount === 1;
  }

  async removeAddress(kind: AddressKind, username: string): Promise<void> {
    await this.accounts.updateOne({ _id: username }, { $unset: { [kind]: 1 } });
  }

  /** Accounts of some volunteer numbers that have an address. */
  withAddress(kind: AddressKind, volunteerNos: readonly string[]): Promise<AccountDocument[]> {
    return this.accounts
      .find({ volunteerNo: { $in: [...volunteerNos] }, [kind]: { $exists: true } })
      .lean<AccountDocument[]>();
  }

  /** False where there is no such account. */
  async setConfirmedPhone(username: string, confirmedPhone: string): Promise<boolean> {
    const { matchedCount } = await this.accounts.updateOne({ _id: username }, { $set: { confirmedPhone } });
    return matchedCount === 1;
  }

  /** The indexes of the phone numbers that the owners of some volunteer numbers have confirmed. */
  async confirmedPhones(volunteerNos: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = await this.accounts
      .find({ volunteerNo: { $in: [...volunteerNos] }, confirmedPhone: { $exists: true } })
      .lean<AccountDocument[]>();
    return new Map(found.map(({ volunteerNo = '', confirmedPhone = '' }) => [volunteerNo, confirmedPhone]));
  }

  async endTokens(username: string): Promise<void> {
    await this.tokens.deleteMany({ username });
  }

  async addToken(token: RefreshTokenDocument, session?: ClientSession): Promise<void> {
    await this.tokens.insertMany([token], { lean: true, ...(session && { session }) });
  }

  /** Uses a token up; null when it was used before or is not there. Of two at once one gets it. */
  useToken(id: string, now: Date, session: ClientSession): Promise<RefreshTokenDocument | null> {
    return this.tokens
      .findOneAndUpdate({ _id: id, used: false, expiresAt: { $gt: now } }, { $set: { used: true } }, { session })
      .lean<RefreshTokenDocument>();
  }

  findToken(id: string, session: ClientSession): Promise<RefreshTokenDocument | null> {
    return this.tokens.findOne({ _id: id }, {}, { session }).lean<RefreshTokenDocument>();
  }

  /** Whoever uses a token of it up at the same time conflicts, so that none is issued that this does not see. */
  async endFamily(family: string, session: ClientSession): Promise<void> {
    await this.tokens.deleteMany({ family }, { session });
  }
}
