export { Flow, FLOW_WIDTH, type FlowColumn } from './flow.js';
export { MM, type Page, Pages } from './pages.js';
export { qrModules } from './qr.js';
