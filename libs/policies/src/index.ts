export { PoliciesToday } from './policies-today.js';
