export { Readiness } from './health.js';
export { runService, type ServiceOptions } from './run-service.js';
