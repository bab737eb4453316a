import { type AttendanceRecord, compareStanding, contentText } from '#attendance';
import type { RecordFact } from '#contracts';
import { Outbox } from '#feed';
import { Clock } from '#kernel';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { hash } from 'node:crypto';
import type { Evidence } from '../evidence/evidence.js';
import { EvidenceRepository } from '../evidence/evidence.repository.js';
import { ToTell } from '../telling/to-tell.repository.js';
import { factOf, revOf } from './record-facts.js';
import { type RecordDocument, RecordRepository, toRecord } from './record.repository.js';

/**
 * What became of a record: `created` it stands and did not before, `unchanged` this content stood already, `reused` another content stands
 * under its id.
 */
export type Kept = 'created' | 'unchanged' | 'reused';

/** What was kept of some records. */
export interface KeptRecords {
  /** What became of each, in order. */
  readonly kept: readonly Kept[];
  /** There are annulments or further contents under one id among them; they may concern other records than themselves. */
  readonly isIrregular: boolean;
}

/** A record and the account, or the import, that handed it in. */
export interface HandedIn {
  readonly record: AttendanceRecord;
  readonly by: string;
  /** It did not say when it happened: where there is a record under its id, it is that one's time. */
  readonly isUntimed?: boolean;
  /** Whom it is about is told of it. */
  readonly isTold?: boolean;
  /** How somebody checked in, where that is known; kept with the content that it comes with, if that is new. */
  readonly evidence?: Evidence;
}

/** A content under an id while a batch is worked on. */
interface Content {
  readonly record: AttendanceRecord;
  readonly digest: string;
  readonly documentId: string;
  receivedAt: number;
}

/** What is there under an id while a batch is worked on, and the revision of the fact that says which of it stands. */
interface UnderId {
  readonly contents: Content[];
  readonly rev: number;
}

/**
 * Keeps records, counted or not (definitions, `duplicate` and `conflict`), within the caller's transaction, and with them the facts that tell which contents
 * stand; the caller wakes `Outbox.added` after the commit.
 */
@Injectable()
export class KeepRecords {
  constructor(
    private readonly records: RecordRepository,
    private readonly evidence: EvidenceRepository,
    private readonly outbox: Outbox,
    private readonly toTell: ToTell,
    private readonly clock: Clock,
  ) {}

  /**
   * @param allNew nothing is looked up, because most likely no id is there yet
   * @param since epoch milliseconds before which nothing acknowledged is among them
   * @throws MongoServerError (a duplicate key) when one was there although `allNew`; the transaction is then to run again without it
   */
  async execute(
    incoming: readonly HandedIn[],
    { allNew, since }: { readonly allNew: boolean; readonly since: number },
    session: ClientSession,
  ): Promise<KeptRecords> {
    const now = this.clock.now();
    const under = new Map<string, UnderId>();
    const ids = allNew ? [] : [...new Set(incoming.map((h) => h.record.id))];
    for (const d of await this.records.contentsOf(ids, session)) {
      const record = toRecord(d);
      const content = { record, digest: d.digest, documentId: d._id, receivedAt: record.receivedAt };
      const there = under.get(record.id);
      // The first content, which knows the revision, comes before the others.
      if (there) there.contents.push(content);
      else under.set(record.id, { contents: [content], rev: revOf(d) });
    }

    const added = new Map<string, { document: RecordDocument; content: Content }>();
    const lowered = new Map<string, Date>();
    /** Ids of which it is to be told what stands; of those that are contested, it is told anew. */
    const fresh = new Map<string, UnderId>();
    const contested = new Map<string, UnderId>();
    const told: string[] = [];
    const besides: { record: RecordDocument; evidence: Evidence }[] = [];
    const became = incoming.map(({ record: said, by, evidence, isUntimed = false, isTold = false }) => {
      const underId = under.get(said.id) ?? { contents: [], rev: 1 };
      under.set(said.id, underId);
      const there = underId.contents;
      const standingBefore = best(there);
      const record =
        isUntimed && standingBefore !== undefined ? { ...said, occurredAt: standingBefore.record.occurredAt } : said;
      const digest = digestOf(record);
      let content = there.find((c) => c.digest === digest);
      if (content === undefined) {
        const documentId = there.length === 0 ? record.id : `${record.id}#${digest}`;
        content = { record, digest, documentId, receivedAt: record.receivedAt };
        there.push(content);
        const document = toDocument(record, digest, documentId, by, now);
        added.set(documentId, { document, content });
        if (isTold) told.push(documentId);
        if (evidence !== undefined) besides.push({ record: document, evidence });
        (there.length > 1 ? contested : fresh).set(record.id, underId);
      } else if (record.receivedAt < content.receivedAt) {
        content.receivedAt = record.receivedAt;
        if (!added.has(content.documentId)) lowered.set(content.documentId, new Date(record.receivedAt));
        if (there.length > 1) contested.set(record.id, underId);
      }
      return { there, content, status: standingBefore === content ? ('unchanged' as const) : ('created' as const) };
    });
    // Only now it is known which content stands: a later one may have taken the place of an earlier one.
    const kept = became.map(({ there, content, status }): Kept => (best(there) === content ? status : 'reused'));

    await this.records.add(
      [...added.values()].map(({ document, content }) => ({ ...document, receivedAt: new Date(content.receivedAt) })),
      session,
    );
    await this.records.contest([...contested.keys()], session);
    await this.records.lowerReceipts(lowered, session);
    await this.evidence.add(besides, session);
    await this.toTell.records(told, session);
    const facts = [...new Map([...fresh, ...contested])].flatMap(([id, { contents, rev }]): RecordFact[] => {
      const stands = best(contents);
      return stands === undefined ? [] : [factOf(stands.record, contested.has(id) ? rev + 1 : rev)];
    });
    await this.outbox.add(session, facts, since);
    return { kept, isIrregular: contested.size > 0 || facts.some((f) => f.recordKind === 'annul') };
  }
}

function best(contents: readonly Content[]): Content | undefined {
  return contents.reduce<Content | undefined>(
    (a, b) => (a === undefined || compareStanding(at(b), at(a)) < 0 ? b : a),
    undefined,
  );
}

const at = (c: Content): AttendanceRecord => ({ ...c.record, receivedAt: c.receivedAt });

export function digestOf(record: AttendanceRecord): string {
  return hash('sha256', contentText(record), 'base64url').slice(0, 22);
}

function toDocument(r: AttendanceRecord, digest: string, documentId: string, by: string, now: number): RecordDocument {
  return {
    _id: documentId,
    ...(documentId === r.id ? {} : { rivalOf: r.id }),
    digest,
    sessionNo: r.sessionNo,
    volunteerNo: r.volunteerNo,
    kind: r.kind,
    occurredAt: new Date(r.occurredAt),
    method: r.method,
    ...(r.deviceId === '' ? {} : { deviceId: r.deviceId }),
    ...(r.enteredBy === '' ? {} : { enteredBy: r.enteredBy }),
    ...(r.approvedBy === '' ? {} : { approvedBy: r.approvedBy }),
    ...(r.annuls === '' ? {} : { annuls: r.annuls }),
    ...(r.note === '' ? {} : { note: r.note }),
    receivedAt: new Date(r.receivedAt),
    by,
    storedAt: new Date(now),
  };
}
