import { bytesOf } from '#mongo';
import type { KeyRing } from '#privacy';

/** Who is in charge of a session (负责人): a name, so it is sealed, under the session's number. Left out where nobody is named. */
export interface InCharge {
  personInCharge?: Buffer;
}

const contextOf = (sessionNo: string): string => `session-in-charge:${sessionNo}`;

export function sealedInCharge(keys: KeyRing, sessionNo: string, name: string): InCharge {
  return name === '' ? {} : { personInCharge: keys.seal(Buffer.from(name), contextOf(sessionNo)) };
}

/** The name, empty where nobody is named. */
export function inCharge(keys: KeyRing, sessionNo: string, { personInCharge }: InCharge): string {
  return personInCharge === undefined ? '' : keys.unseal(bytesOf(personInCharge), contextOf(sessionNo)).toString();
}
