import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { HmacSha256 } from './hmac.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of everything sealed, so that another scheme can follow. */
const VERSION = 1;
/** Bytes that sealing adds. */
export const SEAL_OVERHEAD = 1 + NONCE_BYTES + TAG_BYTES;

/** Where the wrapped data key is kept. */
export interface WrappedKeyStore {
  load(): Promise<Buffer | undefined>;
  /** Stores the key unless there is one; returns the one that is there afterwards. */
  storeOnce(wrapped: Buffer): Promise<Buffer>;
}

/**
 * The keys of one service. A sealed value is `version, nonce, ciphertext, tag` under AES-256-GCM with a random nonce; `context` (what and
 * whose the value is) is authenticated with it, so that a value moved to another place does not open.
 */
export class KeyRing {
  private readonly index: HmacSha256;

  private constructor(private readonly dataKey: KeyObject) {
    this.index = new HmacSha256(
      new Uint8Array(hkdfSync('sha256', dataKey.export(), Buffer.alloc(0), 'blind-index', 32)),
    );
  }

  /**
   * Opens the service's data key with the master key (32 bytes), or makes one at the first start.
   * @throws Error when the kept key was wrapped by another master key
   */
  static async open(masterKey: Buffer, store: WrappedKeyStore): Promise<KeyRing> {
    const master = createSecretKey(masterKey);
    const wrapped = (await store.load()) ?? (await store.storeOnce(seal(master, randomBytes(32), 'data-key')));
    try {
      return new KeyRing(createSecretKey(unseal(master, wrapped, 'data-key')));
    } catch (cause) {
      throw new Error('MASTER_KEY is not the key with which the data in this database was encrypted', { cause });
    }
  }

  seal(plain: Uint8Array, context: string): Buffer {
    return seal(this.dataKey, plain, context);
  }

  /** @throws Error when the value was altered, or sealed by another key or in another context */
  unseal(sealed: Uint8Array, context: string): Buffer {
    return unseal(this.dataKey, sealed, context);
  }

  /**
   * Keyed index of a text: equal texts of one purpose have equal indexes, and without the key nothing can be found by trying.
   * HMAC-SHA256, the first 18 bytes in base64url (24 characters).
   */
  blindIndex(purpose: string, text: string): string {
    return this.authenticate(purpose, text).slice(0, 24);
  }

  /** HMAC-SHA256 of a text for one purpose, whole, in base64url (43 characters): only who has the key can make it. */
  authenticate(purpose: string, text: string): string {
    return this.index.of(`${purpose}\n${text}`);
  }
}

/** Random bytes drawn in one piece: drawing them by the dozen costs more than sealing. */
let drawn = Buffer.alloc(0);

function freshNonce(): Buffer {
  if (drawn.length < NONCE_BYTES) drawn = randomBytes(NONCE_BYTES * 512);
  const nonce = drawn.subarray(0, NONCE_BYTES);
  drawn = drawn.subarray(NONCE_BYTES);
  return nonce;
}

function seal(key: KeyObject, plain: Uint8Array, context: string): Buffer {
  const nonce = freshNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const sealed = Buffer.allocUnsafe(SEAL_OVERHEAD + plain.length);
  sealed[0] = VERSION;
  sealed.set(nonce, 1);
  // Of GCM there is nothing left for `final` to give.
  sealed.set(cipher.update(plain), 1 + NONCE_BYTES);
  cipher.final();
  sealed.set(cipher.getAuthTag(), 1 + NONCE_BYTES + plain.length);
  return sealed;
}

function unseal(key: KeyObject, sealed: Uint8Array, context: string): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes[0] !== VERSION || bytes.length < SEAL_OVERHEAD) throw new Error('not a sealed value');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}
