import { covers } from '#access';
import { type Grant, type HeldGrant, MOST_INHERITED } from '#contracts';
import { Injectable } from '@nestjs/common';
import { DivisionActRepository } from '../divisions/division-act.repository.js';
import { DivisionRepository } from '../divisions/division.repository.js';

/**
 * What offices inherit: sessions stay where they took place, so the office of a division acts also on those of the divisions of which it is the heir
 * (docs/adr/0019). Who had a right in a division that has ended keeps it there, and has none in its heir.
 */
@Injectable()
export class Inheritance {
  constructor(
    private readonly divisions: DivisionRepository,
    private readonly acts: DivisionActRepository,
  ) {}

  /** Grants as they are held now; of very many inherited divisions the last by code. */
  async held(grants: readonly Grant[]): Promise<HeldGrant[]> {
    if (grants.every((g) => g.division === undefined)) return [...grants];
    const ended = await this.divisions.allEnded();
    if (ended.length === 0) return [...grants];
    const homeOf = await this.acts.homes();
    const heirs = ended.map((code) => ({ code, heir: homeOf(code, null) }));
    return grants.map((grant) => {
      if (grant.division === undefined) return grant;
      const within = { divisions: [grant.division], teams: [] };
      const lies = (division: string) => covers(within, { division, teams: [] });
      const inherits = heirs.filter(({ code, heir }) => lies(heir) && !lies(code)).map(({ code }) => code);
      return inherits.length === 0 ? grant : { ...grant, inherits: inherits.slice(-MOST_INHERITED) };
    });
  }
}
