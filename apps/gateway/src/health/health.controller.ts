import { serviceContracts, SERVICES } from '#contracts';
import { DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Public } from '../auth/rights.js';
import { Describe } from '../http/openapi.js';

const ready = z.object({ ready: z.boolean(), reasons: z.record(z.string(), z.string()) });

@Controller()
@Public()
export class HealthController {
  constructor(private readonly client: ContractClient) {}

  @Get('livez')
  @Describe({ summary: 'The gateway process is alive', responses: { 200: z.object({ alive: z.boolean() }) } })
  alive() {
    return { alive: true };
  }

  @Get('readyz')
  @Describe({ summary: 'Everything is there; 503 with the reasons otherwise', responses: { 200: ready, 503: ready } })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof ready>> {
    const reasons: Record<string, string> = {};
    await Promise.all(
      SERVICES.map(async (service) => {
        const reason = await this.reason(service);
        if (reason !== undefined) reasons[service] = reason;
      }),
    );
    const isReady = Object.keys(reasons).length === 0;
    if (!isReady) void reply.status(503).header('Retry-After', '1');
    return { ready: isReady, reasons };
  }

  private async reason(service: (typeof SERVICES)[number]): Promise<string | undefined> {
    try {
      const health = await this.client.call(serviceContracts(service).health, {}, { timeoutMs: 2_000 });
      return health.ready ? undefined : (health.reason ?? 'not-ready');
    } catch (error) {
      return error instanceof DomainError ? String(error.details['reason'] ?? error.code) : 'unknown';
    }
  }
}
