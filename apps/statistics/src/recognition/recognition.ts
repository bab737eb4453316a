import { covers } from '#access';
import type { ParsedInputOf, RecognitionFigures, RecognitionReport, statistics, WaitingDay } from '#contracts';
import { RecognitionRules } from '#policies';
import { Injectable } from '@nestjs/common';
import { LiveCounty } from '../follow/live-county.js';
import { countRecognised, placeOf, type Waiting, waitingDays } from '../model/recognised.js';
import { nameOf } from '../reports/division-within.js';
import { Kept } from '../reports/kept.js';

/** Reports kept until something changes. */
const KEPT = 400;

/** What becomes of service minutes, beside the figures of the year, and which days wait for a decision. */
@Injectable()
export class Recognition {
  private readonly figures = new Kept<RecognitionFigures>(KEPT);
  private readonly waits = new Kept<readonly Waiting[]>(1);

  constructor(
    private readonly live: LiveCounty,
    private readonly rules: RecognitionRules,
  ) {}

  /** @throws DomainError `DIVISION.UNKNOWN`, or `UNAVAILABLE` while the data is being loaded after a start or registry does not tell the limits */
  async year(year: number, division: string | null): Promise<RecognitionReport> {
    const rules = await this.rules.byDay();
    const { asOf, county } = this.live.loaded();
    const divisionName = nameOf(county, division);
    const figures = this.figures.get(`${year} ${division ?? ''}`, `${county.version} ${rules.version}`, () =>
      countRecognised(county, year, division ?? '', (day) => rules.on(day)),
    );
    return { year, division, divisionName, asOf, ...figures };
  }

  /** @throws DomainError `UNAVAILABLE`, as above */
  async waiting(asked: ParsedInputOf<typeof statistics.recognition.waiting>): Promise<WaitingDay[]> {
    const rules = await this.rules.byDay();
    const { county } = this.live.loaded();
    const all = this.waits.get('', `${county.version} ${rules.version}`, () =>
      waitingDays(county, (day) => rules.on(day)),
    );
    const { level, after, limit, within } = asked;
    return all
      .filter((d) => (level ?? d.level) === d.level && (after === '' || placeOf(d) > after))
      .filter(({ division }) => covers(within, { division, teams: [] }))
      .slice(0, limit)
      .map(({ division: _, ...shown }) => shown);
  }
}
