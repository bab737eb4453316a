import { covers } from '#access';
import type { ParsedInputOf, RecognitionFigures, RecognitionReport, statistics, WaitingDay } from '#contracts';
import { RecognitionRules, type RulesByDay } from '#policies';
import { Injectable } from '@nestjs/common';
import { LiveCounty } from '../follow/live-county.js';
import type { County } from '../model/county.js';
import { countRecognised, placeOf, type Waiting, waitingDays } from '../model/recognised.js';
import { nameOf } from '../reports/division-within.js';
import { Kept } from '../reports/kept.js';

/** Reports kept until something changes. */
const KEPT = 400;

/** The figures, and of what. */
type Counted = Pick<RecognitionReport, 'year' | 'division' | 'divisionName' | 'asOf'> & {
  readonly figures: RecognitionFigures;
};

/** What becomes of service minutes, beside the figures of the year, and which days wait for a decision. */
@Injectable()
export class Recognition {
  private readonly kept = new Kept<RecognitionFigures>(KEPT);
  private readonly waits = new Kept<readonly Waiting[]>(1);

  constructor(
    private readonly live: LiveCounty,
    private readonly rules: RecognitionRules,
  ) {}

  /** @throws DomainError `DIVISION.UNKNOWN`, or `UNAVAILABLE` while the data is being loaded after a start or registry does not tell the limits */
  async year(year: number, division: string | null): Promise<Counted> {
    const rules = await this.rules.byDay();
    const { asOf, county } = this.live.loaded();
    const divisionName = nameOf(county, division);
    const figures = this.kept.get(`${year} ${division ?? ''}`, `${county.version} ${rules.version}`, () =>
      count(county, year, division, rules),
    );
    return { year, division, divisionName, asOf, figures };
  }

  /** Of another county than the one that is followed, such as one that was read afresh. */
  async count(county: County, year: number, division: string | null): Promise<RecognitionFigures> {
    return count(county, year, division, await this.rules.byDay());
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

const count = (county: County, year: number, division: string | null, rules: RulesByDay): RecognitionFigures =>
  countRecognised(county, year, division ?? '', (day) => rules.on(day));
