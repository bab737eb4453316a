import type { z } from 'zod';

/** A request with one reply. `subject` is the NATS subject, its first token the service that owns it. */
export interface Rpc<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly subject: string;
  readonly input: I;
  readonly output: O;
  /** Calls that are made at the same time travel in one message, each with a reply of its own; for what many ask for at once. */
  readonly together?: true;
}

/** Declares a request. Input and output are parsed on both sides by these schemas, so there is no second description. */
export function rpc<I extends z.ZodType, O extends z.ZodType>(contract: Rpc<I, O>): Rpc<I, O> {
  return contract;
}

/** What a caller hands in. */
export type InputOf<C extends Rpc> = z.input<C['input']>;
/** What a handler receives. */
export type ParsedInputOf<C extends Rpc> = z.output<C['input']>;
/** What a handler replies. */
export type ReplyOf<C extends Rpc> = z.input<C['output']>;
/** What a caller gets. */
export type OutputOf<C extends Rpc> = z.output<C['output']>;

/** The methods that a class must have to answer a group of contracts: same keys, checked inputs and replies. */
export type HandlersOf<G extends object> = {
  [K in keyof G as G[K] extends Rpc ? K : never]: G[K] extends Rpc
    ? (input: ParsedInputOf<G[K]>) => Promise<ReplyOf<G[K]>>
    : never;
};
