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
  /** As it was handed in, where it is not there yet. */
  readonly handedIn?: HandedIn;
  /** A record of the batch has this content; another that has it changes nothing more. */
  hasCome?: true;
}

/** What is there under an id while a batch is worked on, and the revision of the fact that says which of it stands. */
interface UnderId {
  readonly contents: Content[];
  readonly rev: number;
  /** It is to be told what stands: for the first time, or anew. */
  change?: 'fresh' | 'contested';
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

    const added: (Content & { readonly handedIn: HandedIn })[] = [];
    const lowered = new Map<string, Date>();
    const became = incoming.map((handedIn) => {
      const { record: said, isUntimed } = handedIn;
      const underId = under.get(said.id) ?? { contents: [], rev: 1 };
      under.set(said.id, underId);
      const there = underId.contents;
      const standingBefore = best(there);
      const record =
        isUntimed === true && standingBefore !== undefined
          ? { ...said, occurredAt: standingBefore.record.occurredAt }
          : said;
      const digest = digestOf(record);
      let content = there.find((c) => c.digest === digest);
      if (content === undefined) {
        const documentId = there.length === 0 ? record.id : `${record.id}#${digest}`;
        const fresh = { record, digest, documentId, receivedAt: record.receivedAt, handedIn };
        content = fresh;
        there.push(fresh);
        added.push(fresh);
        underId.change = there.length > 1 ? 'contested' : 'fresh';
      } else if (record.receivedAt < content.receivedAt) {
        content.receivedAt = record.receivedAt;
        if (content.handedIn === undefined) lowered.set(content.documentId, new Date(record.receivedAt));
        if (there.length > 1) underId.change = 'contested';
      }
      const status = standingBefore === content || content.hasCome === true ? 'unchanged' : 'created';
      content.hasCome = true;
      return { there, content, status } as const;
    });
    // Only now it is known which content stands: a later one may have taken the place of an earlier one.
    const kept = became.map(({ there, content, status }): Kept => (best(there) === content ? status : 'reused'));

    const changed = [...under].filter(([, { change }]) => change !== undefined);
    const contested = changed.flatMap(([id, { change }]) => (change === 'contested' ? [id] : []));
    const documents = added.map((content) => toDocument(content, content.handedIn.by, now));
    await this.records.add(documents, session);
    await this.records.contest(contested, session);
    await this.records.lowerReceipts(lowered, session);
    await this.evidence.add(
      documents.flatMap((record, i) => {
        const evidence = added[i]?.handedIn.evidence;
        return evidence === undefined ? [] : [{ record, evidence }];
      }),
      session,
    );
    await this.toTell.records(
      added.flatMap(({ documentId, handedIn }) => (handedIn.isTold === true ? [documentId] : [])),
      session,
    );
    const facts = changed.flatMap(([, { contents, rev, change }]): RecordFact[] => {
      const stands = best(contents);
      return stands === undefined ? [] : [factOf(stands.record, change === 'contested' ? rev + 1 : rev)];
    });
    await this.outbox.add(session, facts, since);
    return { kept, isIrregular: contested.length > 0 || facts.some((f) => f.recordKind === 'annul') };
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

/** Field by field and without copies: this is done for every record. */
function toDocument({ record: r, digest, documentId, receivedAt }: Content, by: string, now: number): RecordDocument {
  const { sessionNo, volunteerNo, kind, method } = r;
  const document: RecordDocument = {
    _id: documentId,
    digest,
    sessionNo,
    volunteerNo,
    kind,
    occurredAt: new Date(r.occurredAt),
    method,
    receivedAt: new Date(receivedAt),
    by,
    storedAt: new Date(now),
  };
  if (documentId !== r.id) document.rivalOf = r.id;
  if (r.deviceId !== '') document.deviceId = r.deviceId;
  if (r.enteredBy !== '') document.enteredBy = r.enteredBy;
  if (r.approvedBy !== '') document.approvedBy = r.approvedBy;
  if (r.annuls !== '') document.annuls = r.annuls;
  if (r.note !== '') document.note = r.note;
  return document;
}
