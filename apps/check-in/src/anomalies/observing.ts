import { compareStanding } from '#attendance';
import { HOUR_MS } from '#kernel';
import { toWgs84 } from '#position';
import { Injectable } from '@nestjs/common';
import { HistoryReader, type Histories } from '../attendances/histories.js';
import { EvidenceRepository, type KnownCircumstances } from '../evidence/evidence.repository.js';
import { type SessionCopy, SessionRepository } from '../follow/session.repository.js';
import { type RecordDocument, recordIdOf, RecordRepository, toRecord } from '../records/record.repository.js';
import { BY_HAND, type Observed, type ObservedSession, writtenAt } from './observed.js';
import type { ByHand } from './of-accounts.js';

/** How far from a session in time somebody may have been at another, with a journey between. */
const NEAR_MS = 3 * HOUR_MS;

/** Reads what the rules of anomalies ask for. Of the records only those that count, but for `byHand`. */
@Injectable()
export class Observing {
  constructor(
    private readonly histories: HistoryReader,
    private readonly records: RecordRepository,
    private readonly sessions: SessionRepository,
    private readonly evidence: EvidenceRepository,
  ) {}

  /** Everything that counts at a session. */
  async atSession(session: SessionCopy): Promise<Observed[]> {
    return this.observed(await this.histories.atSession(session._id), [session]);
  }

  /** What those who were at a session did at others about the same time. */
  async elsewhere(
    session: SessionCopy,
    there: readonly Observed[],
  ): Promise<{ sessions: ReadonlyMap<string, ObservedSession>; records: Observed[] }> {
    const near = await this.sessions.near(
      new Date(session.startsAt.getTime() - NEAR_MS),
      new Date(session.endsAt.getTime() + NEAR_MS),
    );
    const others = near.filter((s) => s._id !== session._id);
    const numbers = [...new Set(there.map((r) => r.volunteerNo))];
    const histories = await this.histories.atSessions(
      numbers,
      others.map((s) => s._id),
    );
    const sessions = new Map([session, ...others].map((s) => [s._id, observedSession(s)]));
    return { sessions, records: await this.observed(histories, others) };
  }

  /** Check-ins at some sessions that some accounts have written down by hand between two instants. */
  async byHand(sessionNos: readonly string[], accounts: readonly string[], from: Date, until: Date): Promise<ByHand[]> {
    const found = await this.records.byHand(sessionNos, { accounts, methods: BY_HAND, from, until });
    return found
      .map(({ _id: id, sessionNo, volunteerNo, by: account, method, deviceId = '', occurredAt, storedAt }) => ({
        ...{ id, sessionNo, volunteerNo, account },
        writtenAt: writtenAt({ method, deviceId, occurredAt: occurredAt.getTime(), storedAt: storedAt.getTime() }),
      }))
      .filter((r) => r.writtenAt >= from.getTime() && r.writtenAt < until.getTime());
  }

  private async observed({ records, judgements }: Histories, sessions: readonly SessionCopy[]): Promise<Observed[]> {
    const counted = [...records].flatMap(([person, all]) =>
      all.filter((r) => judgements.get(person)?.outcomes.get(r.id) === 'counted').map((record) => ({ person, record })),
    );
    const ids = counted.map(({ record }) => record.id);
    const [documents, known] = await Promise.all([this.records.contentsOf(ids), this.evidence.circumstances(ids)]);
    const documentsOf = Map.groupBy(documents, recordIdOf);
    const sites = new Map(sessions.map((s) => [s._id, s.checkIn?.sites ?? []]));
    return counted.flatMap(({ person, record }): Observed[] => {
      const document = standing(documentsOf.get(record.id) ?? []);
      if (document === undefined || record.kind === 'annul') return [];
      const { id, sessionNo, volunteerNo, kind, occurredAt, method } = record;
      return [
        {
          ...{ id, person, sessionNo, volunteerNo, kind, occurredAt, method, account: document.by },
          ...{ deviceId: document.deviceId ?? '', storedAt: document.storedAt.getTime() },
          ...circumstancesOf(known.get(`${id}#${document.digest}`), sites.get(sessionNo) ?? []),
        },
      ];
    });
  }
}

const standing = (contents: readonly RecordDocument[]): RecordDocument | undefined =>
  contents.toSorted((a, b) => compareStanding(toRecord(a), toRecord(b)))[0];

type Site = NonNullable<SessionCopy['checkIn']>['sites'][number];

function circumstancesOf(
  known: KnownCircumstances | undefined,
  sites: readonly Site[],
): Pick<Observed, 'place' | 'coordinates' | 'clockOffset'> {
  if (known === undefined) return {};
  const { clockOffset } = known;
  return { ...placeOf(known, sites), ...(clockOffset === undefined ? {} : { clockOffset }) };
}

/** Where a record was: as the phone told, or else at the site by which it was judged. */
function placeOf(known: KnownCircumstances, sites: readonly Site[]): Pick<Observed, 'place' | 'coordinates'> {
  const { position, site } = known;
  if (position !== undefined) {
    const coordinates = `${String(position.latitude)},${String(position.longitude)},${position.datum}`;
    return { place: inWgs84(position), coordinates };
  }
  const there = sites.find((s) => s.name === site);
  return there === undefined ? {} : { place: inWgs84(there) };
}

const inWgs84 = (p: { latitude: number; longitude: number; datum: string }) => {
  const { latitude, longitude } = p;
  return p.datum === 'GCJ-02' ? toWgs84({ latitude, longitude }) : { latitude, longitude };
};

export const observedSession = (s: SessionCopy): ObservedSession => ({
  ...{ sessionNo: s._id, startsAt: s.startsAt.getTime(), endsAt: s.endsAt.getTime(), creditRule: s.creditRule },
  ...{ division: s.division ?? '', teamNo: s.teamNo ?? '' },
});
