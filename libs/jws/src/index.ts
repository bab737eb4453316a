export { type Expected, type PublicKeys, type SignatureCheck, verifyJws } from './jws.js';
