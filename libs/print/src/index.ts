export { MM, type Page, Pages } from './pages.js';
export { qrModules } from './qr.js';
