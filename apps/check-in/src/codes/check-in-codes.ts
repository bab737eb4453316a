import { HmacSha256, KeyRing } from '#privacy';
import { Injectable } from '@nestjs/common';
import { type CodeKeys, digitCode, qrCode, readDigits, readQr, SLOT_MS, slotAt } from './rotating-code.js';

/** Sessions of which a process remembers the keys, at most: they can be derived again. */
const REMEMBERED = 5_000;

/** The rotating codes of all sessions. Nothing is stored: each session's keys are derived from the service's data key. */
@Injectable()
export class CheckInCodes {
  private readonly known = new Map<string, CodeKeys>();
  private readonly keysOf = (sessionNo: string): CodeKeys => {
    const there = this.known.get(sessionNo);
    if (there !== undefined) return there;
    const key = (purpose: string) => Buffer.from(this.ring.authenticate(purpose, sessionNo), 'base64url');
    const keys = { qr: new HmacSha256(key('check-in-code')), digits: key('check-in-digits') };
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(sessionNo, keys);
    return keys;
  };

  constructor(private readonly ring: KeyRing) {}

  /** The code now (epoch milliseconds), when the next one takes its place and until when it is taken. */
  current(session: string, now: number) {
    const slot = slotAt(now);
    const keys = this.keysOf(session);
    return {
      qr: qrCode({ session, slot }, keys),
      digits: digitCode(slot, keys),
      renewAt: (slot + 1) * SLOT_MS,
      validUntil: (slot + 2) * SLOT_MS,
    };
  }

  readQr(code: string, sessionNo: string, now: number) {
    return readQr(code, sessionNo, now, this.keysOf);
  }

  readDigits(digits: string, sessionNo: string, now: number) {
    return readDigits(digits, now, this.keysOf(sessionNo));
  }
}
