import { bytesOf } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Identity } from './identity.js';
import type { VolunteerDocument, VolunteerRow } from './volunteer.repository.js';

/** What is personal of a volunteer's row. `bornOn` is `YYYY-MM-DD`; `guardian` is who consented for a minor. */
const personal = z.object({
  name: z.string(),
  type: z.string(),
  number: z.string(),
  bornOn: z.string(),
  phone: z.string(),
  guardian: z.string().optional(),
});
export type Personal = z.infer<typeof personal>;

/** What is said of a volunteer, by a row of a file or by who registers him. The document number is in the form in which it is compared. */
export interface SaidOfVolunteer extends Pick<
  VolunteerRow,
  'phoneBy' | 'gender' | 'politicalStatus' | 'education' | 'division' | 'teams' | 'registeredOn' | 'consent'
> {
  readonly volunteerNo: string;
  readonly name: string;
  readonly documentType: string;
  readonly documentNumber: string;
  readonly bornOn: string;
  readonly phone: string;
  readonly guardian?: string;
  /** The code that was given, where `division` is another. */
  readonly given?: string;
}

/** Seals what is personal under its number, so that it opens under no other, and makes the indexes by which persons are found. */
@Injectable()
export class PersonalData {
  constructor(private readonly keys: KeyRing) {}

  seal(volunteerNo: string, { name, type, number, bornOn, phone, guardian }: Personal): Buffer {
    const text = JSON.stringify({ name, type, number, bornOn, phone, ...(guardian ? { guardian } : {}) });
    return this.keys.seal(Buffer.from(text), contextOf(volunteerNo));
  }

  /** @throws Error when it was altered, or belongs to another number */
  open({ _id, sealed }: Pick<VolunteerDocument, '_id' | 'sealed'>): Personal {
    return personal.parse(JSON.parse(this.keys.unseal(bytesOf(sealed), contextOf(_id)).toString()));
  }

  /** The same; undefined for a row that does not open. */
  tryOpen(row: Pick<VolunteerDocument, '_id' | 'sealed'>): Personal | undefined {
    try {
      return this.open(row);
    } catch {
      return undefined;
    }
  }

  identityIndex({ type, number }: Pick<Identity, 'type' | 'number'>): string {
    return this.keys.blindIndex('identity', `${type}\n${number}`);
  }

  /** The index of a phone number; empty for none. */
  phoneIndex(phone: string): string {
    return phone === '' ? '' : this.keys.blindIndex('phone', phone);
  }

  row({ digest, ...v }: SaidOfVolunteer & { readonly digest: string }): VolunteerRow {
    const of = { type: v.documentType, number: v.documentNumber };
    return {
      _id: v.volunteerNo,
      digest,
      identity: this.identityIndex(of),
      phoneIndex: this.phoneIndex(v.phone),
      ...(v.phoneBy === undefined ? {} : { phoneBy: v.phoneBy }),
      sealed: this.seal(v.volunteerNo, { ...v, ...of }),
      gender: v.gender,
      politicalStatus: v.politicalStatus,
      education: v.education,
      division: v.division,
      ...(v.given === undefined ? {} : { given: v.given }),
      teams: v.teams,
      birthYear: Number(v.bornOn.slice(0, 4)),
      registeredOn: v.registeredOn,
      consent: v.consent,
    };
  }
}

const contextOf = (volunteerNo: string): string => `volunteer:${volunteerNo}`;
