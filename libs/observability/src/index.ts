export { createLogger, NestLogger } from './logger.js';
export { currentTraceId, withTraceId } from './trace.js';
