import { exitWithLauncher } from '#launcher/child';
import { loadConfig } from './config.js';
import { createGateway } from './create-gateway.js';

const config = loadConfig();
const app = await createGateway(config);
await app.listen({ port: config.PORT, host: config.HOST, ...(config.REUSE_PORT === '1' ? { reusePort: true } : {}) });
exitWithLauncher(() => app.close());
