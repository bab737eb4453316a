import { type AttendanceRecord, compareStanding, contentText } from '#attendance';
import { Clock } from '#kernel';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongodb';
import { hash } from 'node:crypto';
import { Marks } from '../attendances/marks.js';
import { type RecordDocument, RecordRepository, toRecord } from './record.repository.js';

/**
 * What became of a record: `created` it stands and did not before, `unchanged` this content stood already, `reused` another content stands
 * under its id.
 */
export type Kept = 'created' | 'unchanged' | 'reused';

/** A record and the account, or the import, that handed it in. */
export interface HandedIn {
  readonly record: AttendanceRecord;
  readonly by: string;
}

/** A content under an id while a batch is worked on. */
interface Content {
  readonly record: AttendanceRecord;
  readonly digest: string;
  readonly documentId: string;
  receivedAt: number;
}

/**
 * Keeps records, counted or not (definitions, `duplicate` and `conflict`), together with the mark that what rests on them is to be derived
 * anew. Runs within the caller's transaction.
 */
@Injectable()
export class KeepRecords {
  constructor(
    private readonly records: RecordRepository,
    private readonly marks: Marks,
    private readonly clock: Clock,
  ) {}

  /**
   * Says for each record, in order, what became of it.
   * @param bulk its marks may wait for more of the same
   * @param allNew nothing is looked up, because most likely no id is there yet
   * @throws MongoServerError (a duplicate key) when one was there although `allNew`; the transaction is then to run again without it
   */
  async execute(
    incoming: readonly HandedIn[],
    { bulk, allNew }: { readonly bulk: boolean; readonly allNew: boolean },
    session: ClientSession,
  ): Promise<Kept[]> {
    const now = this.clock.now();
    const contents = new Map<string, Content[]>();
    const ids = allNew ? [] : [...new Set(incoming.map((h) => h.record.id))];
    for (const d of await this.records.contentsOf(ids, session)) {
      const record = toRecord(d);
      const content = { record, digest: d.digest, documentId: d._id, receivedAt: record.receivedAt };
      const there = contents.get(record.id);
      if (there) there.push(content);
      else contents.set(record.id, [content]);
    }

    const added = new Map<string, { document: RecordDocument; content: Content }>();
    const lowered = new Map<string, Date>();
    const numbers = new Set<string>();
    const recordIds = new Set<string>();
    const kept = incoming.map(({ record, by }): Kept => {
      const there = contents.get(record.id) ?? [];
      contents.set(record.id, there);
      const standingBefore = best(there);
      const digest = digestOf(record);
      let content = there.find((c) => c.digest === digest);
      if (content === undefined) {
        const documentId = there.length === 0 ? record.id : `${record.id}#${digest}`;
        content = { record, digest, documentId, receivedAt: record.receivedAt };
        there.push(content);
        added.set(documentId, { document: toDocument(record, digest, documentId, by, now), content });
        if (there.length > 1 || record.kind === 'annul') recordIds.add(record.id);
        else numbers.add(record.volunteerNo);
      } else if (record.receivedAt < content.receivedAt) {
        content.receivedAt = record.receivedAt;
        if (!added.has(content.documentId)) lowered.set(content.documentId, new Date(record.receivedAt));
        if (there.length > 1) recordIds.add(record.id);
      }
      if (best(there) !== content) return 'reused';
      return standingBefore === content ? 'unchanged' : 'created';
    });

    await this.records.add(
      [...added.values()].map(({ document, content }) => ({ ...document, receivedAt: new Date(content.receivedAt) })),
      session,
    );
    await this.records.contest(
      [...new Set([...added.values()].flatMap(({ document }) => document.rivalOf ?? []))],
      session,
    );
    await this.records.lowerReceipts(lowered, session);
    if (numbers.size > 0 || recordIds.size > 0) {
      await this.marks.add({ attended: [...numbers], recordIds: [...recordIds], bulk }, session);
    }
    return kept;
  }
}

function best(contents: readonly Content[]): Content | undefined {
  return contents.reduce<Content | undefined>(
    (a, b) => (a === undefined || compareStanding(at(b), at(a)) < 0 ? b : a),
    undefined,
  );
}

const at = (c: Content): AttendanceRecord => ({ ...c.record, receivedAt: c.receivedAt });

function digestOf(record: AttendanceRecord): string {
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
