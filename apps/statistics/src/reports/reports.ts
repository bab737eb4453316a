import { checkIn, type Figures, registry, scheduling, type RecountResult, type YearReport } from '#contracts';
import { delay } from '#kernel';
import { ContractClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { count } from '../model/count.js';
import { County } from '../model/county.js';
import { LiveCounty } from '../follow/live-county.js';
import { Recognition } from '../recognition/recognition.js';
import { differences } from './differences.js';
import { nameOf } from './division-within.js';
import { Kept } from './kept.js';

/** How often a recount that differs is made again, and how long is waited for copies that may be behind: their follower may have died, and another takes over after a lease of 4 s. */
const ATTEMPTS = 4;
const BEHIND_MS = 2_000;

/** Reports kept until something changes. */
const KEPT = 400;

/** The figures of a year, and their proof. */
@Injectable()
export class Reports {
  private readonly kept = new Kept<Figures>(KEPT);

  constructor(
    private readonly live: LiveCounty,
    private readonly recognition: Recognition,
    private readonly client: ContractClient,
  ) {}

  /** @throws DomainError `DIVISION.UNKNOWN`, or `UNAVAILABLE` while the data is being loaded after a start */
  year(year: number, division: string | null): YearReport {
    const { asOf, county } = this.live.loaded();
    const divisionName = nameOf(county, division);
    const figures = this.figures(county, year, division);
    return { year, division, divisionName, asOf, ...figures, labels: labels(county, figures) };
  }

  /** Counts anew from a fresh reading of register, sessions and records; nothing that was derived or kept before is used. */
  async recount(year: number, division: string | null): Promise<RecountResult> {
    for (let attempt = 1; ; attempt++) {
      const version = this.live.county.version;
      const started = Date.now();
      const fresh = await this.read();
      const recounted = count(fresh, year, division ?? '', isWithRate(fresh, division));
      const recognised = await this.recognition.count(fresh, year, division);
      const counted = this.year(year, division);
      const { figures: recognition } = await this.recognition.year(year, division);
      const found = [...differences(recounted, counted), ...differences({ recognition: recognised }, { recognition })];
      if (found.length > 0 && attempt < ATTEMPTS) {
        // What arrived in between is no difference, nor what has reached this service and not yet check-in's copies: look again.
        if (this.live.county.version === version) await delay(BEHIND_MS);
        continue;
      }
      return {
        year,
        division,
        equal: found.length === 0,
        recounted,
        recognition: recognised,
        differences: found,
        records: { persons: fresh.attendances.size, milliseconds: Date.now() - started },
      };
    }
  }

  private figures(county: County, year: number, division: string | null): Figures {
    return this.kept.get(`${year} ${division ?? ''}`, county.version, () =>
      count(county, year, division ?? '', isWithRate(county, division)),
    );
  }

  private async read(): Promise<County> {
    const county = new County();
    await Promise.all([
      eachPage(async (after) => {
        const { facts, next } = await this.client.call(registry.feed.snapshot, { after });
        county.apply(facts);
        return next;
      }),
      eachPage(async (after) => {
        const { facts, next } = await this.client.call(scheduling.feed.snapshot, { after });
        county.apply(facts);
        return next;
      }),
      eachPage(async (after) => {
        const asked = this.client.call(checkIn.attendance.recount, { after }, { timeoutMs: 60_000 });
        const { persons, next } = await asked;
        county.takeAttendances(persons);
        return next;
      }),
    ]);
    return county;
  }
}

/** Takes page after page; `take` gives where the next begins, null after the last. */
async function eachPage(take: (after: string | null) => Promise<string | null>): Promise<void> {
  let after: string | null = null;
  do after = await take(after);
  while (after !== null);
}

/** A rate is given for a county and for everything, not for a township or a village (definitions, "active rate"). */
function isWithRate(county: County, division: string | null): boolean {
  return division === null || county.divisions.get(division)?.level === 'county';
}

function labels(county: County, figures: Figures): YearReport['labels'] {
  const named = (codes: string[], names: Map<string, { name: string }>) =>
    Object.fromEntries(codes.flatMap((c) => (names.has(c) ? [[c, names.get(c)?.name ?? '']] : [])));
  const townships = [...new Set([...Object.keys(figures.byTownship), ...Object.keys(figures.byHomeTownship)])];
  return { divisions: named(townships, county.divisions), teams: named(Object.keys(figures.byTeam), county.teams) };
}
