import { readConfig, serviceConfig, unlessEmpty } from '#config';
import { z } from 'zod';

export const gatewayConfig = serviceConfig.extend({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('port of the HTTP interface'),
  HOST: z.string().default('127.0.0.1').describe('address to listen on'),
  REUSE_PORT: z.literal('1').optional().describe('1 where several gateways listen on one port'),
  TOKEN_KEY: z
    .base64()
    .length(44)
    .describe('32 bytes in base64, from which the keys that sign access tokens are derived'),
  PUBLIC_URL: unlessEmpty(z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))).describe(
    'where people reach the gateway, for the link in the QR of a certificate; without it the QR holds the code alone',
  ),
  CLI_TOKEN: z.string().min(32).optional().describe('token with which the command line on this machine signs in'),
});
export type GatewayConfig = z.output<typeof gatewayConfig>;

/** Token of the settings. */
export const GATEWAY_CONFIG = Symbol('gateway config');

export const loadConfig = (): GatewayConfig => readConfig(gatewayConfig);
