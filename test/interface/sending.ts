import { request } from 'node:http';
import type { Answered } from './description.js';

/** A body with its media type; `declared` is a length of bytes that is said and never sent. */
export type Content = { readonly type: string | undefined } & (
  | { readonly json: unknown }
  | { readonly raw: string | Uint8Array }
  | { readonly form: Readonly<Record<string, unknown>> }
  | { readonly declared: number }
);

/** Sends one request just as it is and waits for the whole answer, of one that does not end by itself for its first part. Of a body that is only declared nothing is sent. */
export async function send(
  address: string,
  {
    method,
    path,
    headers,
    content,
  }: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly content: Content | undefined;
  },
): Promise<Answered> {
  const { type, body, length } = await bytesOf(content);
  const all = {
    ...headers,
    ...(type === undefined ? {} : { 'Content-Type': type }),
    ...(length === undefined ? {} : { 'Content-Length': String(length) }),
  };
  return new Promise((resolve, reject) => {
    const sending = request(`${address}/`, { method, path, headers: all, timeout: 60_000, agent: false });
    sending.on('error', reject).on('timeout', () => sending.destroy(new Error('no answer within a minute')));
    sending.on('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
      const isEndless = answer.headers['content-type']?.startsWith('text/event-stream') === true;
      if (isEndless) answer.once('data', () => answer.emit('end'));
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'], text });
        sending.destroy();
      });
    });
    if (body === undefined && length !== undefined) sending.flushHeaders();
    else sending.end(body);
  });
}

async function bytesOf(
  content: Content | undefined,
): Promise<{ type?: string | undefined; body?: Uint8Array; length?: number }> {
  if (content === undefined) return {};
  const { type } = content;
  if ('declared' in content) return { type, length: content.declared };
  if ('form' in content) {
    const form = new FormData();
    for (const [name, value] of Object.entries(content.form)) {
      if (value === undefined) continue;
      if (value instanceof Buffer) form.append(name, new Blob([value]), '名单.csv');
      else form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
    const encodedForm = new Response(form);
    const own = encodedForm.headers.get('content-type') ?? undefined;
    const body = new Uint8Array(await encodedForm.arrayBuffer());
    return { type: type === 'multipart/form-data' ? own : type, body, length: body.length };
  }
  const raw = 'json' in content ? JSON.stringify(content.json) : content.raw;
  const body = Buffer.from(raw as string);
  return { type, body, length: body.length };
}
