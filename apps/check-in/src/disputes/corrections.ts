import type { RecordKind } from '#attendance';
import type { Dispute } from '#contracts';

/** What somebody says of a record, or of one that is missing; times are epoch milliseconds, null where he says none. */
export interface Claimed {
  readonly claim: Dispute['claim'];
  readonly cameAt: number | null;
  readonly leftAt: number | null;
}

/** A record that is to be made where a dispute is upheld. */
export interface Correction {
  readonly kind: 'check-in' | 'check-out';
  readonly occurredAt: number;
}

/** The records that stand in the place of the disputed one, or are missing: one for each time that is said. */
export function correctionsOf({ cameAt, leftAt }: Pick<Claimed, 'cameAt' | 'leftAt'>): Correction[] {
  return [
    ...(cameAt === null ? [] : [{ kind: 'check-in', occurredAt: cameAt } as const]),
    ...(leftAt === null ? [] : [{ kind: 'check-out', occurredAt: leftAt } as const]),
  ];
}

/**
 * Whether a claim fits what it is about: of a record that is not of him nothing else would be right; where a time is said in the place of a wrong record, there is one of its
 * kind, so that whoever wants his time corrected does not lose his check-in; of what is missing at least one time is said. He came before he left.
 * @param disputed the kind of the record that it is about; null for none
 */
export function isFitting({ claim, cameAt, leftAt }: Claimed, disputed: RecordKind | null): boolean {
  if (cameAt !== null && leftAt !== null && cameAt >= leftAt) return false;
  const kinds = correctionsOf({ cameAt, leftAt }).map((c) => c.kind);
  if (claim === 'missing') return disputed === null && kinds.length > 0;
  if (disputed === null || disputed === 'annul') return false;
  return claim === 'not-me' ? kinds.length === 0 : kinds.length === 0 || kinds.includes(disputed);
}
