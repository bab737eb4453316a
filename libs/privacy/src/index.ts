export { type SigningKey, signingKey, verifiesEd25519 } from './ed25519.js';
export { HmacSha256 } from './hmac.js';
export { KeyRing, SEAL_OVERHEAD, type WrappedKeyStore } from './key-ring.js';
export { mask, maskedName, maskNumber } from './masking.js';
export { YearlyKeys } from './yearly-keys.js';
