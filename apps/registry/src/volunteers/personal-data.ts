import { bytesOf } from '#mongo';
import { KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { VolunteerDocument } from './volunteer.repository.js';

/** What is personal of a volunteer's row. `bornOn` is `YYYY-MM-DD`. */
const personal = z.object({
  name: z.string(),
  type: z.string(),
  number: z.string(),
  bornOn: z.string(),
  phone: z.string(),
});
export type Personal = z.infer<typeof personal>;

/** Seals what is personal under its number, so that it opens under no other. */
@Injectable()
export class PersonalData {
  constructor(private readonly keys: KeyRing) {}

  seal(volunteerNo: string, { name, type, number, bornOn, phone }: Personal): Buffer {
    const text = JSON.stringify({ name, type, number, bornOn, phone });
    return this.keys.seal(Buffer.from(text), contextOf(volunteerNo));
  }

  /** @throws Error when it was altered, or belongs to another number */
  open({ _id, sealed }: Pick<VolunteerDocument, '_id' | 'sealed'>): Personal {
    return personal.parse(JSON.parse(this.keys.unseal(bytesOf(sealed), contextOf(_id)).toString()));
  }
}

const contextOf = (volunteerNo: string): string => `volunteer:${volunteerNo}`;
