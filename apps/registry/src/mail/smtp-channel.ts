import { createTransport, type NodemailerError } from 'nodemailer';
import { Readable } from 'node:stream';
import { Channel, type Delivery, type Letter } from './channel.js';

const CONNECT_MS = 10_000;
const SILENCE_MS = 15_000;
/** For so long a letter is under way at most. */
export const LONGEST_MS = 30_000;

/** E-mail by SMTP, with a connection for each letter. */
export class SmtpChannel extends Channel {
  private readonly transport;

  /**
   * @param url `smtp://` or `smtps://` with name and password
   * @param from the sender's address
   */
  constructor(
    url: string,
    private readonly from: string,
  ) {
    super();
    const timeouts = { connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS };
    this.transport = createTransport({ url, ...timeouts, disableFileAccess: true, disableUrlAccess: true });
  }

  async deliver({ to, subject, text }: Letter): Promise<Delivery> {
    const content = { begun: false };
    // Read when there is a connection on which we are signed in: before that nothing can have been taken over.
    const stream = Readable.from(
      (function* () {
        content.begun = true;
        yield Buffer.from(text);
      })(),
      { objectMode: false },
    );
    try {
      await this.transport.sendMail({
        from: this.from,
        to: { name: '', address: to },
        subject,
        text: stream,
        textEncoding: 'base64',
        signal: AbortSignal.timeout(LONGEST_MS),
      });
      return 'sent';
    } catch (error) {
      const { responseCode, permanent } = error as NodemailerError;
      if (!content.begun) return 'later';
      if (responseCode === undefined) return 'unknown';
      return permanent === true ? 'refused' : 'later';
    }
  }
}
