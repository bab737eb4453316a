import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HmacSha256 } from '#privacy';
import { z } from 'zod';

/** For so long, in milliseconds of the server's time, a session has one code; it is taken for as long again. */
export const SLOT_MS = 30_000;
export const slotAt = (now: number): number => Math.floor(now / SLOT_MS);

/** The keys of one session: of what the QR holds, and of the six digits. */
export interface CodeKeys {
  readonly qr: HmacSha256;
  readonly digits: Buffer;
}

const TYPE = 'check-in-code';
const DIGITS = 6;
const base64url = (text: string): string => Buffer.from(text).toString('base64url');
const HEADER = base64url(JSON.stringify({ alg: 'HS256', typ: TYPE }));
/** A longer number no session has: nobody makes us remember keys of long texts. */
const payload = z.strictObject({ session: z.string().max(100), slot: z.int() });
type Payload = z.infer<typeof payload>;

/** What the QR holds of a session in a slot: a compact JWS (RFC 7515) under HS256. */
export function qrCode(said: Payload, { qr: hmac }: CodeKeys): string {
  const signed = `${HEADER}.${base64url(JSON.stringify({ session: said.session, slot: said.slot }))}`;
  return `${signed}.${hmac.of(signed)}`;
}

/** The six digits of a slot: the HMAC of its number, truncated as RFC 4226, 5.3 does (with SHA-256, as RFC 6238 allows). */
export function digitCode(slot: number, { digits: key }: CodeKeys): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(slot));
  const mac = createHmac('sha256', key).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, '0');
}

export type Refusal = 'CHECK_IN.CODE_INVALID' | 'CHECK_IN.CODE_EXPIRED' | 'CHECK_IN.CODE_OF_OTHER_SESSION';
/** The slot whose code it is, or why it is none. */
export type Read = { readonly slot: number } | { readonly refused: Refusal };
const INVALID: Read = { refused: 'CHECK_IN.CODE_INVALID' };

function isEqual(made: string, told: string): boolean {
  const [a, b] = [Buffer.from(made), Buffer.from(told)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function payloadOf(code: string): Payload | undefined {
  try {
    return payload.parse(JSON.parse(Buffer.from(code.split('.')[1] ?? '', 'base64url').toString()));
  } catch {
    return undefined;
  }
}

/** The codes that are taken now: of this slot and of the one before. */
const isTaken = (slot: number, now: number): boolean => slot === slotAt(now) || slot === slotAt(now) - 1;

/**
 * Reads what a QR held. Nothing in it is believed, its `alg` neither: it is a code only if it is, character by character, the one that is made here for what it says.
 * @param keysOf the keys of a session
 */
export function readQr(code: string, sessionNo: string, now: number, keysOf: (sessionNo: string) => CodeKeys): Read {
  const said = payloadOf(code);
  if (said === undefined || !isEqual(qrCode(said, keysOf(said.session)), code)) return INVALID;
  if (said.session !== sessionNo) return { refused: 'CHECK_IN.CODE_OF_OTHER_SESSION' };
  // There is none of a slot to come.
  if (said.slot > slotAt(now)) return INVALID;
  return isTaken(said.slot, now) ? { slot: said.slot } : { refused: 'CHECK_IN.CODE_EXPIRED' };
}

/** Reads six digits, as they were typed. Of others than those that are taken now it is not told whether they ever were. */
export function readDigits(digits: string, now: number, keys: CodeKeys): Read {
  const slot = [slotAt(now), slotAt(now) - 1].find((s) => isEqual(digitCode(s, keys), digits));
  return slot === undefined ? INVALID : { slot };
}
