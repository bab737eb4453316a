export { ContractClient } from './contract-client.js';
export { ContractServer, type ErrorTranslation } from './contract-server.js';
export { FactStream } from './facts.js';
export { Handles } from './handles.js';
export { LOGGER, MessagingModule } from './messaging.module.js';
export { NatsLink } from './nats-link.js';
export { RawErrors } from './raw-errors.js';
