export { type Card, signCard, verifyCard } from './card.js';
