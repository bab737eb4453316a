import { type Card, verifyCard } from '#card';
import { type IncomingRecord, registry } from '#contracts';
import { Clock, DomainError } from '#kernel';
import type { PublicKeys } from '#jws';
import { ContractClient } from '#messaging';
import { verifiesEd25519 } from '#privacy';
import { Injectable } from '@nestjs/common';

/** A card that was shown, and until when it held (epoch milliseconds); `invalid` for what is none, `unavailable` where the registry could not be asked. */
export type ShownCard = { readonly card: Card; readonly heldUntil: number } | 'invalid' | 'unavailable';
/** By the record with which it was shown. */
export type ShownCards = ReadonlyMap<IncomingRecord, ShownCard>;

/** For so long the keys are used before they are asked for again, where a card does not verify by them: there may be a new one. */
const KEYS_MS = 5_000;

/** Reads volunteer cards: by their signature whose they are, and by the registry whether they were revoked. */
@Injectable()
export class Cards {
  private keys: PublicKeys | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly client: ContractClient,
    private readonly clock: Clock,
  ) {}

  /** Of all records of a batch; the registry is asked once. */
  async of(incoming: readonly IncomingRecord[]): Promise<ShownCards> {
    const tokens = incoming.flatMap((r) => (r.proof?.way === 'card' ? [[r, r.proof.card] as const] : []));
    if (tokens.length === 0) return new Map();
    try {
      const read = await Promise.all(tokens.map(async ([r, token]) => [r, await this.read(token)] as const));
      const known = [...new Set(read.flatMap(([, card]) => card?.cardId ?? []))];
      const { cards } = known.length === 0 ? { cards: [] } : await this.check(known);
      const held = new Map(cards.map((c) => [c.cardId, c.holds ? Infinity : (c.endedAt ?? -Infinity)]));
      return new Map(
        read.map(([r, card]) => [
          r,
          card === undefined ? 'invalid' : { card, heldUntil: held.get(card.cardId) ?? -Infinity },
        ]),
      );
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'UNAVAILABLE')) throw error;
      return new Map(tokens.map(([r]) => [r, 'unavailable']));
    }
  }

  private check(cardIds: string[]) {
    return this.client.call(registry.cards.check, { cards: cardIds });
  }

  private async read(token: string): Promise<Card | undefined> {
    const card = this.keys && verifyCard(token, this.keys, verifiesEd25519);
    if (card !== undefined) return card;
    const isFresh = this.keys !== undefined && this.clock.now() < this.askedAt + KEYS_MS;
    return isFresh ? undefined : verifyCard(token, await this.freshKeys(), verifiesEd25519);
  }

  private async freshKeys(): Promise<PublicKeys> {
    const { keys } = await this.client.call(registry.cards.keys, {});
    this.keys = { keys };
    this.askedAt = this.clock.now();
    return this.keys;
  }
}
