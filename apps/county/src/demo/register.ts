import { spelled, type Spelling, SPELLING_NAMES, withCheck, withWrongCheck } from './identity.js';
import { hasOtherDocument, type People, type Person } from './people.js';
import { item, Random } from './prng.js';
import { type Scale } from './scale.js';
import { dateText, dayNumber } from './time.js';

export const VOLUNTEER_HEADER =
  '志愿者编号,姓名,性别,证件类型,证件号码,出生日期,手机,政治面貌,文化程度,区划代码,队伍编号,注册日期,同意方式';

/** The columns in the order of the header. */
const COLUMNS = [
  'no',
  'name',
  'gender',
  'documentType',
  'documentNumber',
  'born',
  'phone',
  'politicalStatus',
  'education',
  'village',
  'teams',
  'registeredOn',
  'consent',
] as const;

/** A row as it will be written. */
type VolunteerCells = Record<(typeof COLUMNS)[number], string>;

/** Why a row must be refused, and what makes it so. */
const FAULTS: Record<string, (cells: VolunteerCells) => Partial<VolunteerCells>> = {
  'wrong check digit': (c) => ({ documentNumber: withWrongCheck(c.documentNumber) }),
  'no such day in the number': (c) => ({ documentNumber: withCheck(`430999${c.born.slice(0, 4)}0230123`) }),
  'number too short': (c) => ({ documentNumber: c.documentNumber.slice(0, 17) }),
  'number missing': () => ({ documentNumber: ' \u200b' }),
  'name blank': () => ({ name: '' }),
  'name of spaces': () => ({ name: '\u3000 \u3000' }),
  'no consent': () => ({ consent: '' }),
  'consent of spaces': () => ({ consent: '\u3000' }),
  'village unknown': (c) => ({ village: `${c.village.slice(0, 6)}199001` }),
  'township instead of village': (c) => ({ village: c.village.slice(0, 9) }),
  'village missing': () => ({ village: '' }),
  'no registration date': () => ({ registeredOn: '' }),
  'no such registration date': (c) => ({ registeredOn: `${c.registeredOn.slice(0, 4)}-02-30` }),
  'document type missing': () => ({ documentType: '' }),
  'passport without birth date': () => ({ documentType: '414', documentNumber: 'E00999999', born: '' }),
  'volunteer number missing': () => ({ no: '' }),
};

/** How the further numbers of one person came about; taken in turn. */
const FURTHER: readonly ('later' | 'same-day' | 'next-year' | 'twice' | 'refused')[] = [
  'later',
  'same-day',
  'twice',
  'later',
  'refused',
  'later',
  'next-year',
];

/** Every 97th person, from the fourth on, has more than one number. */
const EVERY = 97;
const hasSeveral = (index: number): boolean => index % EVERY === 3;

/** Greater than the count of rows, and prime: multiplying by it spreads the numbers without meeting one twice. */
const NUMBER_STEP = 1_000_003;

/**
 * The register of volunteers (志愿者): which numbers lead to whom, and the rows of the file, one for each person and some more.
 * Person `i` has row `i`; the rows after those are kept as they are.
 */
export class Register {
  readonly persons: number;
  /** Persons with more than one accepted number. */
  readonly withSeveralNumbers: number[] = [];
  /** Numbers that are in the file and lead to nobody. */
  readonly refusedNumbers: string[] = [];
  refusedRows = 0;
  readonly cases = new Map<string, number>();

  private readonly furtherRows: VolunteerCells[] = [];
  private readonly numbers = new Map<number, string[]>();
  private readonly numberCount: number;
  private nextNumber: number;
  /** Persons from here on are in refused rows only. */
  private nextStranger: number;

  constructor(
    private readonly people: People,
    private readonly year: number,
    private readonly seed: number,
    scale: Scale,
    private readonly teamNos: readonly string[],
  ) {
    this.persons = scale.registered + scale.registeredLater;
    this.nextNumber = this.persons;
    this.nextStranger = this.persons;
    this.numberCount = this.persons + Math.ceil(this.persons / 25) + 400;
    this.addFurtherNumbers();
    this.addRefused(Math.max(2, Math.round(scale.registered / 12_000)));
    this.addRepeated(Math.max(3, Math.round(scale.registered / 4_000)));
  }

  get rowCount(): number {
    return this.persons + this.furtherRows.length;
  }

  row(index: number): string[] {
    const cells = index < this.persons ? this.mainRow(index) : item(this.furtherRows, index - this.persons);
    return COLUMNS.map((column) => cells[column]);
  }

  /** All accepted numbers of a person, the one of the row that gives the person's data first. */
  numbersOf(index: number): readonly string[] {
    return this.numbers.get(index) ?? [this.numberAt(index)];
  }

  private numberAt(place: number): string {
    return `V430922${String(1 + ((place * NUMBER_STEP) % this.numberCount)).padStart(7, '0')}`;
  }

  private newNumber(): string {
    return this.numberAt(this.nextNumber++);
  }

  /** A well-formed row of its person under this number. */
  private cells(person: Person, no: string, random: Random): VolunteerCells {
    const team = random.pick(this.teamNos);
    return {
      no,
      name: person.name,
      gender: person.gender,
      documentType: person.documentType,
      documentNumber: person.documentNumber,
      born: person.born,
      phone: person.phone,
      politicalStatus: person.politicalStatus,
      education: person.education,
      village: person.village,
      teams: random.chance(0.1) ? `${team};${random.pick(this.teamNos)}` : team,
      registeredOn: dateText(person.registeredOn),
      consent: random.chance(0.67) ? '本人' : '队伍代办-本人签字',
    };
  }

  /** The row that gives a person's data, typed with some carelessness that changes nothing. */
  private mainRow(index: number): VolunteerCells {
    const person = this.people.person(index);
    const cells = this.cells(person, item(this.numbersOf(index), 0), new Random(this.seed, 'row', index));
    const spelling = mainSpelling(index, person);
    if (spelling) {
      cells.documentNumber = spelled(cells.documentNumber, spelling);
      this.happened(`number typed: ${spelling}`);
    }
    if (person.documentType === '01' && index % 307 === 9) {
      cells.born = item(['1925-01-01', '', '不详'], index % 3);
      this.happened('birth date beside the number is wrong');
    }
    if (index % 211 === 4) {
      cells.registeredOn = dateText(person.registeredOn, true);
      this.happened('date with slashes');
    }
    if (person.documentType !== '01') this.happened('other document');
    if (person.gender === '') this.happened('gender blank');
    if (person.politicalStatus === '') this.happened('political status blank');
    return cells;
  }

  private addFurtherNumbers(): void {
    for (let index = 0; index < this.persons; index++) {
      if (!hasSeveral(index)) continue;
      const turn = Math.floor(index / EVERY);
      const kind = item(FURTHER, turn % FURTHER.length);
      this.happened(`further number: ${kind}`);
      this.addFurther(index, kind, item(SPELLING_NAMES, turn % SPELLING_NAMES.length));
      if (kind === 'twice') this.addFurther(index, 'later', 'full-width-lower-case');
    }
  }

  private addFurther(index: number, kind: (typeof FURTHER)[number], spelling: Spelling): void {
    const person = this.people.person(index);
    const random = new Random(this.seed, 'further', index, spelling);
    const known = this.numbersOf(index);
    const no = this.newNumber();
    // The data below differ from the person's own, and do not count: another row comes first.
    const cells: VolunteerCells = {
      ...this.cells(person, no, random),
      documentNumber: spelled(person.documentNumber, spelling),
      gender: person.gender === '1' ? '2' : '1',
      politicalStatus: person.politicalStatus === '12' ? '13' : '12',
      village: this.people.person((index + 1) % this.persons).village,
      registeredOn: dateText(this.furtherDay(person, kind, random)),
    };
    this.furtherRows.push(cells);
    if (kind === 'refused') {
      this.refuse(cells, { consent: '' });
      return;
    }
    if (kind === 'same-day' && no < item(known, 0)) {
      // Of rows with the same date the smallest number gives the data: the two numbers change places.
      cells.no = item(known, 0);
      this.numbers.set(index, [no, cells.no]);
    } else this.numbers.set(index, [...known, no]);
    if (known.length === 1) this.withSeveralNumbers.push(index);
  }

  private furtherDay(person: Person, kind: (typeof FURTHER)[number], random: Random): number {
    if (kind === 'same-day') return person.registeredOn;
    if (kind === 'refused') return person.registeredOn - random.between(1, 900);
    if (kind === 'next-year') return dayNumber(this.year + 1, 1, 1) + random.int(60) + 60;
    return person.registeredOn + random.between(1, 700);
  }

  private refuse(cells: VolunteerCells, fault: Partial<VolunteerCells>): void {
    Object.assign(cells, fault);
    this.refusedRows++;
    if (cells.no !== '') this.refusedNumbers.push(cells.no);
  }

  /** Somebody who would be registered, if the row were accepted. */
  private stranger(random: Random): VolunteerCells {
    let index = this.nextStranger++;
    while (hasOtherDocument(index)) index = this.nextStranger++;
    const person = { ...this.people.person(index), registeredOn: dayNumber(this.year, 3, 1) + random.int(200) };
    return this.cells(person, this.newNumber(), random);
  }

  private addRefused(each: number): void {
    const random = new Random(this.seed, 'refused');
    for (const [name, fault] of Object.entries(FAULTS)) {
      for (let n = 0; n < each; n++) {
        const cells = this.stranger(random);
        this.furtherRows.push(cells);
        this.refuse(cells, fault(cells));
        this.happened(`row refused: ${name}`);
      }
    }
  }

  private addRepeated(each: number): void {
    const random = new Random(this.seed, 'repeated');
    for (let n = 0; n < each; n++) {
      // The very same row again, once with spaces around its cells: still one row.
      const again = this.mainRow((n * 89 + 11) % this.persons);
      if (n % 2 === 1)
        Object.assign(again, { no: ` ${again.no}`, name: `${again.name}\u3000`, phone: `${again.phone} ` });
      this.furtherRows.push(again);
      this.happened('number repeated: same content');
      // Another content: both rows are refused, also when one of them is faulty in itself.
      const first = this.stranger(random);
      const second: VolunteerCells = { ...first, phone: '14000000000', name: n % 3 === 2 ? '' : first.name };
      this.furtherRows.push(first, second);
      this.refuse(first, {});
      this.refusedRows++;
      this.happened('number repeated: other content');
    }
  }

  private happened(name: string): void {
    this.cases.set(name, (this.cases.get(name) ?? 0) + 1);
  }
}

/** Every 211th number is typed in an odd way, and every fifth that ends with X ends with x. */
function mainSpelling(index: number, person: Person): Spelling | undefined {
  if (index % 211 === 7) return item(SPELLING_NAMES, Math.floor(index / 211) % SPELLING_NAMES.length);
  if (index % 5 === 0 && person.documentNumber.endsWith('X')) return 'lower-case';
  return undefined;
}
