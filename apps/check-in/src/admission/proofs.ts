import type { CheckInRefusal, IncomingRecord, RefusedAttempt } from '#contracts';
import { wholeSecond } from '#kernel';
import { judgePosition } from '#position';
import { Injectable } from '@nestjs/common';
import { Guesses } from '../attempts/guesses.js';
import { CheckInCodes } from '../codes/check-in-codes.js';
import type { Evidence, Position } from '../evidence/evidence.js';
import type { KnownSession } from '../follow/session.repository.js';
import type { ShownCard } from './cards.js';

type Shown =
  { readonly evidence: Evidence } | { readonly code: CheckInRefusal; readonly details?: RefusedAttempt['details'] };

interface At {
  readonly session: KnownSession | undefined;
  readonly now: number;
  /** When the record happened, by the server's clock as far as the device's is known. */
  readonly happenedAt: number;
  /** Metres. */
  readonly accuracyBound: number;
  readonly card: ShownCard | undefined;
}

/** Judges by what somebody shows that he is there. */
@Injectable()
export class Proofs {
  constructor(
    private readonly codes: CheckInCodes,
    private readonly guesses: Guesses,
  ) {}

  judge(record: IncomingRecord, at: At): Promise<Shown> | Shown {
    const { proof } = record;
    switch (proof?.way) {
      case undefined:
        return { evidence: {} };
      case 'walk-in':
        return { evidence: { way: 'walk-in' } };
      case 'code':
        return byCode(this.codes.readQr(proof.code, record.sessionNo, at.now));
      case 'digits':
        return this.digits(record, proof.digits, at.now);
      case 'card':
        return byCard(at.card, at.happenedAt);
      case 'location':
        return byPosition(proof, at);
    }
  }

  private async digits({ by, sessionNo }: IncomingRecord, digits: string, now: number): Promise<Shown> {
    const seconds = await this.guesses.begin(by, sessionNo);
    if (seconds > 0) return { code: 'CHECK_IN.TOO_MANY_GUESSES', details: { seconds } };
    const read = this.codes.readDigits(digits, sessionNo, now);
    if (!('refused' in read)) await this.guesses.succeeded(by, sessionNo);
    return byCode(read);
  }
}

function byCode(read: ReturnType<CheckInCodes['readQr']>): Shown {
  return 'refused' in read ? { code: read.refused } : { evidence: { way: 'code', slot: read.slot } };
}

/** A scan without a network is handed in later: then the card counts as it was when it was scanned. Records are in whole seconds, so a card ends with the second before. */
function byCard(shown: ShownCard | undefined, happenedAt: number): Shown {
  if (typeof shown !== 'object') return { code: 'CHECK_IN.CARD_INVALID' };
  const held = happenedAt < wholeSecond(shown.heldUntil);
  return held ? { evidence: { way: 'card', cardId: shown.card.cardId } } : { code: 'CHECK_IN.CARD_REVOKED' };
}

function byPosition(
  { position, confirmed }: { readonly position: Position; readonly confirmed: boolean },
  { session, accuracyBound }: At,
): Shown {
  const judged = judgePosition(position, session?.checkIn.sites ?? [], accuracyBound);
  const distance = Math.round(judged.distance);
  const { accuracyMetres } = position;
  const isPoor = accuracyMetres > accuracyBound;
  // He may be there for all that his phone knows, so he is asked; that he says so does not bring him nearer than the bound allows.
  if (isPoor && !confirmed && judgePosition(position, session?.checkIn.sites ?? [], accuracyMetres).inside)
    return { code: 'CHECK_IN.ACCURACY_POOR', details: { accuracy: Math.round(accuracyMetres) } };
  if (judged.site === undefined || !judged.inside)
    return { code: 'CHECK_IN.TOO_FAR', details: { site: judged.site?.name ?? '', distance } };
  const { name: site } = judged.site;
  return { evidence: { way: 'location', position, site, distance, ...(isPoor ? { isConfirmed: true } : {}) } };
}
