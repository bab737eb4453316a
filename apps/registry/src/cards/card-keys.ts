import { KeyRing, YearlyKeys } from '#privacy';
import { Injectable } from '@nestjs/common';

/** The keys that sign cards. A card says when it was issued, so the same card is signed the same again. */
@Injectable()
export class CardKeys extends YearlyKeys {
  constructor(keys: KeyRing) {
    super(keys, 'card-key');
  }
}
