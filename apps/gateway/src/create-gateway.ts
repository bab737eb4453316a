import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import { languageOf } from '#i18n';
import { NatsLink } from '#messaging';
import { createLogger, NestLogger, withTraceId } from '#observability';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { GatewayConfig } from './config.js';
import { GatewayModule } from './gateway.module.js';
import { MalformedInput } from './http/malformed.js';
import { openApiDocument } from './http/openapi.js';
import { problemOf } from './http/problem.filter.js';
import { answerUnread } from './http/unread.js';
import { openApi } from './http/openapi.controller.js';

/** Largest body of a JSON request: a batch of 1000 records with room to spare. */
const BODY_BYTES = 4 * 1024 * 1024;

/** Makes the gateway, ready to listen. */
export async function createGateway(config: GatewayConfig): Promise<NestFastifyApplication> {
  const logger = createLogger('gateway');
  const link = await NatsLink.open(config.NATS_URL, 'gateway', config.NAMESPACE);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES,
    genReqId: () => randomUUID(),
    trustProxy: 'loopback',
    // Longer ones than any route takes, so that the route itself says what is wrong with them.
    routerOptions: { maxParamLength: 2_000 },
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const language = languageOf(request.headers['accept-language']);
      const malformed = new MalformedInput([{ path: 'url', code: 'url_malformed' }]);
      void reply
        .status(400)
        .header('Content-Type', 'application/problem+json; charset=utf-8')
        .send(JSON.stringify(problemOf(malformed, request.url, language, request.id)));
    },
    clientErrorHandler: answerUnread,
  });
  const app = await NestFactory.create<NestFastifyApplication>(GatewayModule.with(config, link, logger), adapter, {
    logger: new NestLogger(logger),
    // JSON by fastify alone. Forms, which pages of others can send, and plain texts are not read.
    bodyParser: false,
  });
  adapter.getInstance().removeContentTypeParser('text/plain');
  await app.register(multipart);
  await app.register(cookie);
  adapter.getInstance().addHook('onRequest', (request, reply, done) => {
    // What is answered is for who asked alone (OWASP ASVS 5.0, 14.3.2); a route may say otherwise.
    void reply.header('Cache-Control', 'no-store');
    withTraceId(request.id, done);
  });
  openApi.document = openApiDocument(app);
  return app;
}
