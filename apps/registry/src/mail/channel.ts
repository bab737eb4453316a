/** What is sent to one person. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * What became of a letter: `sent` was taken over; `refused` was not and never will be; `later` was not taken over and may be tried again; `unknown` may
 * or may not have been taken over.
 */
export type Delivery = 'sent' | 'refused' | 'later' | 'unknown';

/** A way to reach people outside of the application; e-mail is one. It never throws, and tells `later` only where nothing was taken over. */
export abstract class Channel {
  abstract deliver(letter: Letter): Promise<Delivery>;
}
