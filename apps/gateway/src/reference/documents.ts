import { ERROR_CODES, SERVICES } from '#contracts';
import { keysOf, LANGUAGES, translate } from '#i18n';
import type { NatsLink } from '#messaging';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Logger } from 'pino';
import type { GatewayConfig } from '../config.js';
import { GatewayModule } from '../gateway.module.js';
import { openApiDocument } from '../http/openapi.js';
import { STATUS } from '../http/problem.js';
import { messages, shape } from './messages.js';

/** Where the documents are, from the project's folder. */
export const FOLDER = 'docs/generated';

/** The reference documents by the names of their files, made from the code alone: the same code gives the same texts. */
export async function documents(): Promise<Record<string, string>> {
  return {
    'contracts.json': json(messages()),
    'errors.md': errorsPage(),
    'messages.md': messagesPage(),
    'openapi.json': json(await openApi()),
  };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The document that the gateway serves. In preview nothing is instantiated, so there is no use for settings and servers. */
async function openApi(): Promise<OpenAPIObject> {
  const module = GatewayModule.with({ TOKEN_KEY: '' } as GatewayConfig, {} as NatsLink, {} as Logger);
  return openApiDocument(
    await NestFactory.create(module, new FastifyAdapter(), { preview: true, logger: false, abortOnError: false }),
  );
}

function messagesPage(): string {
  const all = messages();
  return page(
    '消息 Messages',
    'Everything that services ask each other over NATS (`rpc`) and tell each other on JetStream (`feed`). `{…}` and all limits are in [contracts.json](contracts.json), as JSON Schema.',
    SERVICES.flatMap((service) => [
      `## ${service}`,
      table(
        ['subject', 'kind', 'input', 'output'],
        all
          .filter((m) => m.service === service)
          .map(({ subject, kind, input, output }) => [
            `\`${subject}\``,
            kind,
            input ? `\`${shape(input)}\`` : '',
            `\`${shape(output)}\``,
          ]),
      ),
    ]),
  );
}

function errorsPage(): string {
  // Texts as they are written, their blanks not filled in.
  const texts = (key: string) => LANGUAGES.map((language) => translate(language, key, { skipInterpolation: true }));
  const section = (name: 'field' | 'refusal' | 'file') => {
    const codes: string[] = keysOf(name);
    return table(
      ['code', '中文', 'English'],
      codes.sort().map((code) => [`\`${code}\``, ...texts(`${name}.${code}`)]),
    );
  };
  return page('错误代码 Error codes', 'Codes are stable; texts are in `libs/i18n`, and `{{…}}` in them is filled in.', [
    '## 请求的错误 Errors of a request',
    table(
      ['code', 'status', '中文', 'English'],
      [...ERROR_CODES].sort().map((code) => [`\`${code}\``, String(STATUS[code]), ...texts(`error.${code}`)]),
    ),
    '## 请求中不对的一项 Wrong parts of a request (`errors` of `REQUEST.MALFORMED`)',
    section('field'),
    '## 不能导入的文件 Files that are not taken',
    section('file'),
    '## 导入时被拒绝的行 Rows of a file that are refused',
    section('refusal'),
  ]);
}

const page = (title: string, about: string, parts: readonly string[]): string =>
  [`# ${title}`, about, '<!-- Written by `npm run docs`. -->', ...parts].join('\n\n') + '\n';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
