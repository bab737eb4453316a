export { type SigningKey, signingKey } from './ed25519.js';
export { KeyRing, SEAL_OVERHEAD, type WrappedKeyStore } from './key-ring.js';
export { mask, maskNumber } from './masking.js';
