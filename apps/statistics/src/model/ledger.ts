import type { JudgedRecord, MadeDecision, RecordKind } from '#attendance';
import type { DecisionFact, RecordFact } from '#contracts';

/** What stands under a record id. */
interface Standing extends JudgedRecord {
  readonly kind: RecordKind;
  readonly volunteerNo: string;
  readonly rev: number;
  /** The id that an annulment names, else blank. */
  readonly annuls: string;
}

/** The attendance records that stand, as `check-in` tells them, and the decisions about people's days; by volunteer number. */
export class Ledger {
  private readonly records = new Map<string, Standing>();
  private readonly ofNumber = new Map<string, Standing[]>();
  /** The ids of the annulments that name a record id. */
  private readonly annulments = new Map<string, Set<string>>();
  private readonly decisions = new Map<string, Map<string, MadeDecision>>();
  /** Each text once: numbers come again with every record. */
  private readonly texts = new Map<string, string>();

  /**
   * Takes over what is newer; true when something changed.
   * @param concerned told of the volunteer numbers whose people's attendances or days may be others now
   */
  apply(fact: RecordFact | DecisionFact, concerned: (volunteerNo: string) => void): boolean {
    return fact.kind === 'record' ? this.takeRecord(fact, concerned) : this.takeDecision(fact, concerned);
  }

  /** The standing records under some numbers. */
  recordsOf(numbers: readonly string[]): readonly Standing[] {
    const [no = ''] = numbers;
    if (numbers.length === 1) return this.ofNumber.get(no) ?? [];
    return numbers.flatMap((one) => this.ofNumber.get(one) ?? []);
  }

  /** What was decided under some numbers. */
  decisionsOf(numbers: readonly string[]): MadeDecision[] {
    if (this.decisions.size === 0) return [];
    return numbers.flatMap((no) => [...(this.decisions.get(no)?.values() ?? [])]);
  }

  /** Whether a standing annulment names a record id. */
  isAnnulled(id: string): boolean {
    return this.annulments.has(id);
  }

  /** Whether a record has ever named a session. */
  names(sessionNo: string): boolean {
    return this.texts.has(sessionNo);
  }

  /** Whether anything is there under a number. */
  has(no: string): boolean {
    return this.ofNumber.has(no) || this.decisions.has(no);
  }

  /** The numbers under which there are records at some sessions. */
  *numbersAt(sessions: ReadonlySet<string>): Iterable<string> {
    for (const [no, records] of this.ofNumber) if (records.some((r) => sessions.has(r.sessionNo))) yield no;
  }

  private takeRecord(fact: RecordFact, concerned: (volunteerNo: string) => void): boolean {
    const before = this.records.get(fact.key);
    if (before !== undefined && before.rev >= fact.rev) return false;
    const now: Standing = {
      id: fact.key,
      rev: fact.rev,
      sessionNo: this.once(fact.sessionNo),
      volunteerNo: this.once(fact.volunteerNo),
      kind: fact.recordKind,
      occurredAt: fact.occurredAt,
      method: fact.method,
      isApproved: fact.isApproved ?? false,
      annuls: fact.annuls ?? '',
    };
    this.records.set(now.id, now);
    if (before !== undefined) this.drop(before);
    add(this.ofNumber, now.volunteerNo, now);
    if (now.kind === 'annul')
      this.annulments.set(now.annuls, (this.annulments.get(now.annuls) ?? new Set()).add(now.id));
    if (before !== undefined) this.concern(before, concerned);
    this.concern(now, concerned);
    return true;
  }

  /** Whoever's record it is, and whoever's it annuls. */
  private concern(record: Standing, concerned: (volunteerNo: string) => void): void {
    concerned(record.volunteerNo);
    const annulled = record.annuls === '' ? undefined : this.records.get(record.annuls);
    if (annulled !== undefined) concerned(annulled.volunteerNo);
  }

  private drop(record: Standing): void {
    const left = this.ofNumber.get(record.volunteerNo)?.filter((r) => r !== record) ?? [];
    if (left.length > 0) this.ofNumber.set(record.volunteerNo, left);
    else this.ofNumber.delete(record.volunteerNo);
    const naming = this.annulments.get(record.annuls);
    if (naming?.delete(record.id) === true && naming.size === 0) this.annulments.delete(record.annuls);
  }

  private takeDecision(fact: DecisionFact, concerned: (volunteerNo: string) => void): boolean {
    const { key: id, volunteerNo } = fact;
    const there = this.decisions.get(volunteerNo) ?? new Map<string, MadeDecision>();
    if (there.has(id)) return false;
    this.decisions.set(volunteerNo, there.set(id, { ...fact, id }));
    concerned(volunteerNo);
    return true;
  }

  private once(text: string): string {
    const there = this.texts.get(text);
    if (there !== undefined) return there;
    this.texts.set(text, text);
    return text;
  }
}

function add<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
