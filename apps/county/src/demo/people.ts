import { identityNumber, machinePhone } from './identity.js';
import { personName } from './names.js';
import { item, Random } from './prng.js';
import { calendar, dateText, dayNumber } from './time.js';

/** Somebody invented, as the row of the register says that gives this person's data. */
export interface Person {
  readonly index: number;
  readonly name: string;
  /** 性别: 1 男, 2 女, or blank. */
  readonly gender: string;
  /** 证件类型: 01 identity card, 414 passport, 511 travel permit. */
  readonly documentType: string;
  /** In its plain spelling. */
  readonly documentNumber: string;
  readonly born: string;
  readonly birthYear: number;
  readonly phone: string;
  /** 政治面貌, or blank. */
  readonly politicalStatus: string;
  readonly education: string;
  /** 区划代码 of the village. */
  readonly village: string;
  /** 注册日期, the number of the day. */
  readonly registeredOn: number;
}

/** Ages on the last day of the year, both included, and their weights. */
const AGES: readonly (readonly [weight: number, ages: readonly [from: number, to: number]])[] = [
  [0.3, [5, 7]],
  [4, [8, 13]],
  [3, [14, 17]],
  [13, [18, 27]],
  [14, [28, 34]],
  [12, [35, 39]],
  [12, [40, 44]],
  [29, [45, 59]],
  [13, [60, 92]],
];

/** Weights of the years of registration, from six years before the county's year to that year. */
const YEARS_BEFORE: readonly (readonly [weight: number, before: number])[] = [
  [1, 6],
  [10, 5],
  [11, 4],
  [12, 3],
  [14, 2],
  [17, 1],
  [35, 0],
];

const POLITICAL: readonly (readonly [number, string])[] = [
  [70, '13'],
  [14, '01'],
  [11, '03'],
  [1.9, '15'],
  [1.5, '02'],
  [1.5, '12'],
];

const EDUCATION: readonly (readonly [number, string])[] = [
  [35, '70'],
  [20, '60'],
  [20, '80'],
  [10, '30'],
  [7, '20'],
  [6, '40'],
  [1, '14'],
  [1, '00'],
];

/** Prime, and no whole number of years: stepping by it visits every day of a span before it visits one again. */
const DAY_STEP = 7919;

/** A document other than an identity card: the second of each two has the number of the first, but is of another type. */
export function hasOtherDocument(index: number): boolean {
  return index % 401 === 100 || index % 401 === 101;
}

/**
 * The people of the county. Each is made anew from seed and index whenever somebody asks, so that none needs to be kept.
 * No two indices have the same identity.
 */
export class People {
  private readonly villageSlots: string[] = [];

  constructor(
    private readonly year: number,
    private readonly seed: number,
    /** Persons from this index on register only in the year after. */
    private readonly registeredByYearEnd: number,
    villages: readonly string[],
  ) {
    const random = new Random(seed, 'villages');
    for (const village of villages) {
      for (let n = random.between(2, 12); n > 0; n--) this.villageSlots.push(village);
    }
  }

  person(index: number): Person {
    const random = new Random(this.seed, 'person', index);
    const { birthDay, male, identity } = this.birth(index, random);
    const birthYear = calendar(birthDay).year;
    const other = hasOtherDocument(index);
    const first = index % 401 === 101 ? index - 1 : index;
    return {
      index,
      name: personName(random),
      gender: index % 503 === 17 ? '' : male ? '1' : '2',
      documentType: !other ? '01' : index === first ? '414' : '511',
      documentNumber: other ? `E00${String(first).padStart(6, '0')}` : identity,
      born: dateText(birthDay),
      birthYear,
      phone: machinePhone(random),
      politicalStatus: index % 611 === 23 ? '' : random.weighted(POLITICAL),
      education: random.weighted(EDUCATION),
      village: random.pick(this.villageSlots),
      registeredOn: this.registration(index, birthYear, random),
    };
  }

  /**
   * Persons of one age group are spread over its days; whoever has the same day has another serial number, for
   * (index modulo the days, index divided by the days) is never the same for two.
   */
  private birth(index: number, random: Random): { birthDay: number; male: boolean; identity: string } {
    const [from, to] = random.weighted(AGES);
    const firstDay = dayNumber(this.year - to, 1, 1);
    const days = dayNumber(this.year - from + 1, 1, 1) - firstDay;
    const birthDay = firstDay + ((index * DAY_STEP) % days);
    const male = random.chance(0.5);
    const serial = 2 * (Math.floor(index / days) + ((Math.abs(birthDay) * 37) % 350)) + (male ? 1 : 0);
    return { birthDay, male, identity: identityNumber(birthDay, serial) };
  }

  private registration(index: number, birthYear: number, random: Random): number {
    if (index >= this.registeredByYearEnd) {
      const first = dayNumber(this.year + 1, 1, 1);
      return index === this.registeredByYearEnd ? first : first + random.int(80);
    }
    const year = Math.min(this.year, Math.max(this.year - random.weighted(YEARS_BEFORE), birthYear + 6));
    if (index % 97 === 50) return dayNumber(year, 12, 31);
    if (random.chance(0.03)) return dayNumber(year, 6, 1);
    return dayNumber(year, 1, 1) + random.int(dayNumber(year + 1, 1, 1) - dayNumber(year, 1, 1));
  }
}

/** A random sample of `count` persons below `total`, in random order. */
export function sample(total: number, count: number, random: Random): number[] {
  const all = random.shuffle(Int32Array.from({ length: total }, (_, i) => i));
  return Array.from({ length: Math.min(count, total) }, (_, i) => item(all, i));
}
