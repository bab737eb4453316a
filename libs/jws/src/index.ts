export { type Expected, isKeyKnown, type PublicKeys, type SignatureCheck, verifyJws } from './jws.js';
