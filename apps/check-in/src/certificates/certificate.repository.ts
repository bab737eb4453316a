import { certificateContent, type CertificateContent } from '#contracts';
import { bytesOf, isDuplicateKey } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, Schema } from 'mongoose';
import { hash } from 'node:crypto';
import { type Forgettable, numbersAfter } from '../forgetting/forgettable.js';

/**
 * A certificate (志愿服务记录证明) under the id that whoever asked for it has chosen. What it says is sealed under that id, because there is a name in it, and never changes; it may be
 * revoked, once. Of somebody who was erased what it says is gone, and the digest with it.
 */
export interface CertificateDocument {
  _id: string;
  code: string;
  person: string;
  volunteerNo: string;
  /** `YYYY-MM-DD`, both with; null for no limit. */
  from: string | null;
  until: string | null;
  issuedAt: Date;
  by: string;
  sealed?: Buffer;
  digest?: string;
  /** The reason may be personal, so it is sealed under the id; it is gone with the rest where the person was erased. */
  revoked?: { at: Date; by: string; sealed?: Buffer };
}

/** One of which what it says is still there. */
export type ReadableCertificate = CertificateDocument & Required<Pick<CertificateDocument, 'sealed' | 'digest'>>;

export const CERTIFICATE = 'certificate';
export const certificateSchema = new Schema<CertificateDocument>(
  {
    _id: { type: String, required: true },
    code: { type: String, required: true },
    person: { type: String, required: true },
    volunteerNo: { type: String, required: true },
    from: String,
    until: String,
    issuedAt: { type: Date, required: true },
    by: { type: String, required: true },
    sealed: Buffer,
    digest: String,
    revoked: { type: { at: Date, by: String, sealed: Buffer }, _id: false, default: undefined },
  },
  { collection: 'certificates', versionKey: false, strict: 'throw', strictQuery: 'throw' },
);
export const CERTIFICATE_INDEXES = [
  { name: 'code', key: { code: 1 }, unique: true },
  { name: 'number', key: { volunteerNo: 1, issuedAt: -1 } },
] as const;

const MOST_LISTED = 1_000;
/** By whom one is revoked whose person was erased, and what is told of the reason. */
const REGISTER = 'register';
const ERASED = 'erased';

const contextOf = (id: string): string => `certificate:${id}`;
const reasonOf = (id: string): string => `certificate:${id}:revoked`;

export const isReadable = (d: CertificateDocument): d is ReadableCertificate =>
  d.sealed !== undefined && d.digest !== undefined;

@Injectable()
export class CertificateRepository implements Forgettable {
  constructor(
    @InjectModel(CERTIFICATE) private readonly certificates: Model<CertificateDocument>,
    private readonly keys: KeyRing,
  ) {}

  /** Adds one, unless one of its id is there. Returns whether it was added, and the one that is there. */
  async addOnce(
    document: Omit<CertificateDocument, 'sealed' | 'digest' | 'revoked'>,
    content: CertificateContent,
  ): Promise<{ created: boolean; document: CertificateDocument }> {
    const text = JSON.stringify(content);
    const sealed = this.keys.seal(Buffer.from(text), contextOf(document._id));
    const whole = { ...document, sealed, digest: hash('sha256', text, 'hex') };
    try {
      await this.certificates.create(whole);
      return { created: true, document: whole };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const there = await this.find(document._id);
    if (there === null) throw new Error('a certificate that was added is not there');
    return { created: false, document: there };
  }

  find(id: string): Promise<CertificateDocument | null> {
    return this.certificates.findOne({ _id: id }).lean<CertificateDocument>();
  }

  byCode(code: string): Promise<CertificateDocument | null> {
    return this.certificates.findOne({ code }).lean<CertificateDocument>();
  }

  /** Of some volunteer numbers, the newest first. */
  ofNumbers(volunteerNos: readonly string[]): Promise<CertificateDocument[]> {
    return this.certificates
      .find({ volunteerNo: { $in: [...volunteerNos] } }, { sealed: 0 })
      .sort({ issuedAt: -1, _id: 1 })
      .limit(MOST_LISTED)
      .lean<CertificateDocument[]>();
  }

  /** Revokes one that holds; of one that was revoked the first reason stays. */
  async revoke(
    id: string,
    { because, ...of }: { readonly at: Date; readonly by: string; readonly because: string },
  ): Promise<CertificateDocument | null> {
    const revoked = { ...of, sealed: this.keys.seal(Buffer.from(because), reasonOf(id)) };
    await this.certificates.updateOne({ _id: id, revoked: { $exists: false } }, { $set: { revoked } });
    return this.find(id);
  }

  numbersAfter(volunteerNo: string, limit: number): Promise<string[]> {
    return numbersAfter(this.certificates, { digest: { $exists: true } }, volunteerNo, limit);
  }

  /** Forgets what the certificates of somebody who was erased say; they hold no more. */
  async forget(volunteerNos: readonly string[], at: Date): Promise<void> {
    const of = { volunteerNo: { $in: [...volunteerNos] }, digest: { $exists: true } };
    await this.certificates.updateMany(
      { ...of, revoked: { $exists: false } },
      { $set: { revoked: { by: REGISTER, at } } },
    );
    await this.certificates.updateMany(of, { $unset: { sealed: 1, digest: 1, 'revoked.sealed': 1 } });
  }

  /** Why one holds no more; empty for one that holds. */
  revokedBecause({ _id, revoked }: Pick<CertificateDocument, '_id' | 'revoked'>): string {
    if (revoked === undefined) return '';
    const { sealed } = revoked;
    return sealed === undefined ? ERASED : this.keys.unseal(bytesOf(sealed), reasonOf(_id)).toString();
  }

  content({ _id, sealed }: ReadableCertificate): CertificateContent {
    const text = this.keys.unseal(bytesOf(sealed), contextOf(_id)).toString();
    return certificateContent.parse(JSON.parse(text));
  }
}
