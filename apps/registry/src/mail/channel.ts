/** The ways of reaching people outside of the application. */
export const WAYS = ['mail', 'sms', 'wechat'] as const;
export type Way = (typeof WAYS)[number];

/** What is sent to one person: to an e-mail address, a mobile number or a WeChat OpenID. Only mail has a subject. */
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

/** One way, by one provider. It never throws, and tells `later` only where nothing was taken over. */
export abstract class Channel {
  abstract deliver(letter: Letter): Promise<Delivery>;
}

/** The ways that the county has chosen, each with its channel; the others are off. */
export class Channels {
  constructor(private readonly chosen: Readonly<Partial<Record<Way, Channel>>>) {}

  get(way: Way): Channel | undefined {
    return this.chosen[way];
  }
}
