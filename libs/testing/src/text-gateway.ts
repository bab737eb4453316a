import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came to the gateway. */
export interface TextRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: { readonly to: string; readonly text: string };
}

/** What becomes of a request that has come in: an answer, or the connection breaks before any. */
export type TextAnswer =
  { readonly status: number; readonly location?: string | undefined; readonly body: object } | 'hangs up';

const TAKEN: TextAnswer = { status: 200, body: { code: 0 } };

/** A real HTTP server on this machine in the place of a gateway that sends text messages; keeps what it is given. */
export class TextGateway {
  readonly requests: TextRequest[] = [];
  /** Decides about each request, and may take its time. */
  answer: () => TextAnswer | Promise<TextAnswer> = () => TAKEN;

  private constructor(private readonly server: Server) {}

  static async open(): Promise<TextGateway> {
    const server = createServer();
    const gateway = new TextGateway(server);
    server.on('request', (request, response) => {
      void (async () => {
        gateway.requests.push(await read(request));
        const answer = await gateway.answer();
        if (answer === 'hangs up') {
          request.socket.destroy();
          return;
        }
        const { status, location, body } = answer;
        response.writeHead(status, {
          'Content-Type': 'application/json',
          ...(location === undefined ? {} : { location }),
        });
        response.end(JSON.stringify(body));
      })().catch(() => request.socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  /** With the token `s3cret/+`. */
  get url(): string {
    return `http://:s3cret%2F%2B@127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/messages`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

async function read(request: IncomingMessage): Promise<TextRequest> {
  const body = JSON.parse(Buffer.concat((await request.toArray()) as Buffer[]).toString()) as TextRequest['body'];
  const { method = '', url: path = '', headers } = request;
  return { method, path, authorization: headers.authorization ?? '', body };
}
