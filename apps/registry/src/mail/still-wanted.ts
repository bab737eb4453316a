import type { Way } from './channel.js';

/** For whom a letter is: a person who is told something, under a number; or the owner of an account, who gets a code. */
export type LetterFor = { readonly person: string; readonly volunteerNo: string } | { readonly account: string };

/** Whether a letter that has waited may still be sent: meanwhile its owner may have been erased, or consent to it no more. */
export abstract class StillWanted {
  abstract isWanted(letter: { readonly way: Way; readonly to: string; readonly for: LetterFor }): Promise<boolean>;
}
