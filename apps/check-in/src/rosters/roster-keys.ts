import { KeyRing, YearlyKeys } from '#privacy';
import { Injectable } from '@nestjs/common';

/** The keys that sign rosters. */
@Injectable()
export class RosterKeys extends YearlyKeys {
  constructor(keys: KeyRing) {
    super(keys, 'roster-key');
  }
}
