import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
export interface Mail {
  readonly to: string;
  readonly text: string;
}

/** What becomes of a mail whose content has come in: it is taken over, refused with an answer, or the connection breaks before any answer. */
type Answer = 'taken' | 'taken, but not answered' | { readonly code: number };

/** A real SMTP server that keeps what is delivered to it. */
export class Mailbox {
  readonly mails: Mail[] = [];
  /** Decides about each mail, and may take its time. */
  answer: () => Answer | Promise<Answer> = () => 'taken';
  private server: SMTPServer | undefined;
  private port = 0;

  static async open(): Promise<Mailbox> {
    const box = new Mailbox();
    await box.listen();
    return box;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** On the port that it had before. */
  async listen(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream, session, done) => {
        void (async () => {
          const raw = Buffer.concat((await stream.toArray()) as Buffer[]).toString();
          const to = session.envelope.rcptTo.map((r) => r.address).join();
          const answer = await this.answer();
          if (typeof answer === 'object') {
            done(Object.assign(new Error('not now'), { responseCode: answer.code }));
            return;
          }
          this.mails.push({ to, text: textOf(raw) });
          if (answer === 'taken') done();
          else for (const connection of server.connections) connection.close();
        })();
      },
    });
    server.on('error', () => undefined); // a client that was killed
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
  }

  async close(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server !== undefined) await new Promise<void>((resolve) => server.close(resolve));
  }
}

function textOf(raw: string): string {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  if (!/^content-transfer-encoding: base64$/im.test(head)) throw new Error(`not in base64: ${head}`);
  return Buffer.from(body.join('\r\n\r\n'), 'base64').toString();
}
