import type { Roster } from '#contracts';
import type { PublicKeys } from '#jws';
import type { MeasuredClock } from './clock.js';
import type { Change, DeviceClock, Storage } from './ports.js';
import { readRoster, type RosterRefusal } from './roster.js';
import type { Scan } from './scan.js';

/** The public keys by which rosters and cards are verified. */
export interface Keys {
  readonly rosters: PublicKeys;
  readonly cards: PublicKeys;
}
const NO_KEYS: Keys = { rosters: { keys: [] }, cards: { keys: [] } };

const DAY_MS = 24 * 60 * 60 * 1000;

/** Single things. */
const ID = 'id';
const CLOCK = 'clock';
const KEYS = 'keys';
const LIMITS = 'limits';

interface KeptRoster {
  readonly sessionNo: string;
  readonly token: string;
}

/** The county's numbers, as the newest roster told them. */
export type Limits = Pick<Roster, 'annulMinutes' | 'clockSkewSeconds'>;
/** The usual ones, until a roster has told them. */
const USUAL_LIMITS: Limits = { annulMinutes: 15, clockSkewSeconds: 300 };

/** What a device keeps. Nothing that counts is held in memory, so it does not matter when the program ends. */
export class Device {
  /** The last one that was read; verifying it again would find the same. */
  private verified: { readonly token: string; readonly roster: Roster } | undefined;

  constructor(
    private readonly storage: Storage,
    private readonly clock: DeviceClock,
    private readonly newId: () => string,
  ) {}

  /** Its own name, made when it is first asked for. */
  async id(): Promise<string> {
    const there = (await this.storage.get('device', ID)) as string | undefined;
    if (there !== undefined) return there;
    const made = this.newId();
    await this.storage.apply([{ place: 'device', key: ID, value: made }]);
    return made;
  }

  measured(): Promise<MeasuredClock | undefined> {
    return this.storage.get('device', CLOCK) as Promise<MeasuredClock | undefined>;
  }

  setMeasured(measured: MeasuredClock): Promise<void> {
    return this.storage.apply([{ place: 'device', key: CLOCK, value: measured }]);
  }

  /** By the server's clock, as far as it is known. */
  async serverNow(): Promise<number> {
    return this.clock.now() + ((await this.measured())?.offset ?? 0);
  }

  async keys(): Promise<Keys> {
    return ((await this.storage.get('device', KEYS)) as Keys | undefined) ?? NO_KEYS;
  }

  async limits(): Promise<Limits> {
    return ((await this.storage.get('device', LIMITS)) as Limits | undefined) ?? USUAL_LIMITS;
  }

  /** The roster of a session that is on the device, verified again; undefined where there is none. */
  async roster(
    sessionNo: string,
  ): Promise<{ readonly roster: Roster } | { readonly refused: RosterRefusal } | undefined> {
    const kept = (await this.storage.get('rosters', sessionNo)) as KeptRoster | undefined;
    if (kept === undefined) return undefined;
    return this.read(kept.token, sessionNo);
  }

  /** @param keys other than those that are kept */
  async read(
    token: string,
    sessionNo: string,
    keys?: PublicKeys,
  ): Promise<{ readonly roster: Roster } | { readonly refused: RosterRefusal }> {
    const now = await this.serverNow();
    if (this.verified?.token === token && this.verified.roster.sessionNo === sessionNo)
      return now < this.verified.roster.validUntil ? { roster: this.verified.roster } : { refused: 'roster-expired' };
    const found = readRoster(token, keys ?? (await this.keys()).rosters, { sessionNo, now });
    if ('roster' in found) this.verified = { token, roster: found.roster };
    return found;
  }

  async keep(token: string, roster: Roster, rosters: PublicKeys): Promise<void> {
    const { sessionNo, cardKeys: cards, annulMinutes, clockSkewSeconds } = roster;
    const kept: KeptRoster = { sessionNo, token };
    const keys: Keys = { rosters, cards };
    const limits: Limits = { annulMinutes, clockSkewSeconds };
    await this.storage.apply([
      { place: 'rosters', key: sessionNo, value: kept },
      { place: 'device', key: KEYS, value: keys },
      { place: 'device', key: LIMITS, value: limits },
    ]);
  }

  /** In the order in which they were made. */
  async scans(sessionNo?: string): Promise<Scan[]> {
    const all = (await this.storage.all('scans')) as readonly Scan[];
    return all
      .filter((s) => sessionNo === undefined || s.sessionNo === sessionNo)
      .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
  }

  async scan(id: string): Promise<Scan | undefined> {
    return (await this.storage.get('scans', id)) as Scan | undefined;
  }

  /** All of them or none, on disk when this returns. */
  async put(scans: readonly Scan[]): Promise<void> {
    if (scans.length > 0) await this.storage.apply(scans.map((s) => ({ place: 'scans', key: s.id, value: s })));
  }

  /**
   * Forgets rosters whose time is over, and what was handed in and kept of sessions without a roster, but for the last day: who came by name is still to be checked out. What was refused
   * stays until somebody has seen it.
   */
  async forget(): Promise<void> {
    const rosters = (await this.storage.all('rosters')) as readonly KeptRoster[];
    const over = new Set<string>();
    for (const { sessionNo, token } of rosters) {
      const found = await this.read(token, sessionNo);
      if ('refused' in found && found.refused === 'roster-expired') over.add(sessionNo);
    }
    const holding = new Set(rosters.map((r) => r.sessionNo).filter((no) => !over.has(no)));
    const now = this.clock.now();
    const kept = (await this.scans()).filter(
      (s) => s.state === 'kept' && !holding.has(s.sessionNo) && Math.abs(now - s.occurredAt) > DAY_MS,
    );
    if (over.size + kept.length === 0) return;
    await this.storage.apply([
      ...[...over].map((key): Change => ({ place: 'rosters', key })),
      ...kept.map(({ id: key }): Change => ({ place: 'scans', key })),
    ]);
  }

  async dismiss(id: string): Promise<void> {
    if ((await this.scan(id))?.state === 'refused') await this.storage.apply([{ place: 'scans', key: id }]);
  }
}
