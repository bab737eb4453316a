import { type Card, type CardKeys, verifyCard } from '#card';
import { type IncomingRecord, registry } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';

/** A card that was shown, and whether it still holds; `invalid` for what is none, `unavailable` where the registry could not be asked. */
export type ShownCard = { readonly card: Card; readonly holds: boolean } | 'invalid' | 'unavailable';
/** By the record with which it was shown. */
export type ShownCards = ReadonlyMap<IncomingRecord, ShownCard>;

/** For so long the keys are used before they are asked for again, where a card does not verify by them: there may be a new one. */
const KEYS_MS = 5_000;

/** Reads volunteer cards: by their signature whose they are, and by the registry whether they were revoked. */
@Injectable()
export class Cards {
  private keys: CardKeys | undefined;
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
      const holding = new Set(cards.flatMap((c) => (c.holds ? [c.cardId] : [])));
      return new Map(
        read.map(([r, card]) => [r, card === undefined ? 'invalid' : { card, holds: holding.has(card.cardId) }]),
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
    const card = this.keys && (await verifyCard(token, this.keys));
    if (card !== undefined) return card;
    const isFresh = this.keys !== undefined && this.clock.now() < this.askedAt + KEYS_MS;
    return isFresh ? undefined : verifyCard(token, await this.freshKeys());
  }

  private async freshKeys(): Promise<CardKeys> {
    const { keys } = await this.client.call(registry.cards.keys, {});
    this.keys = { keys };
    this.askedAt = this.clock.now();
    return this.keys;
  }
}
