import { appendFile } from 'node:fs/promises';
import { Channel, type Delivery, type Letter } from './channel.js';

/** Stands for a provider where there is none: keeps what it is given in a file of JSON lines that its owner alone reads, and sends nothing. */
export class RecordedChannel extends Channel {
  constructor(private readonly file: URL) {
    super();
  }

  async deliver({ to, text }: Letter): Promise<Delivery> {
    try {
      await appendFile(this.file, `${JSON.stringify({ to, text })}\n`, { mode: 0o600 });
      return 'sent';
    } catch {
      // A full disk may have taken half a line.
      return 'unknown';
    }
  }
}
