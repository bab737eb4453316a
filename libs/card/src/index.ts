export { type Card, type CardKeys, signCard, verifyCard } from './card.js';
