import type { Roster } from '#contracts';
import type { PublicKeys } from '#jws';
import type { Change, DeviceClock, Storage } from './ports.js';
import { readRoster, type RosterRefusal } from './roster.js';
import type { Scan } from './scan.js';

/** How far off the device's clock was found to be: the server's was so much ahead, give or take `uncertainty` (milliseconds). */
export interface MeasuredClock {
  readonly offset: number;
  readonly uncertainty: number;
}

/** The public keys by which rosters and cards are verified. */
export interface Keys {
  readonly rosters: PublicKeys;
  readonly cards: PublicKeys;
}
const NO_KEYS: Keys = { rosters: { keys: [] }, cards: { keys: [] } };

const DEVICE = 'device';
const CLOCK = 'clock';
const KEYS = 'keys';
const ROSTER = 'roster/';
const SCAN = 'scan/';

interface KeptRoster {
  readonly sessionNo: string;
  readonly token: string;
}

/** What of the newest roster holds for the device as a whole. */
interface KeptKeys extends Keys {
  readonly clockSkewSeconds?: number;
}

/** What a device keeps. Nothing of it is held in memory, so it does not matter when the program ends. */
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
    const there = (await this.storage.get(DEVICE)) as string | undefined;
    if (there !== undefined) return there;
    const made = this.newId();
    await this.storage.apply({ put: { [DEVICE]: made } });
    return made;
  }

  measured(): Promise<MeasuredClock | undefined> {
    return this.storage.get(CLOCK) as Promise<MeasuredClock | undefined>;
  }

  setMeasured(measured: MeasuredClock): Promise<void> {
    return this.storage.apply({ put: { [CLOCK]: measured } });
  }

  /** By the server's clock, as far as it is known. */
  async serverNow(): Promise<number> {
    return this.clock.now() + ((await this.measured())?.offset ?? 0);
  }

  async keys(): Promise<KeptKeys> {
    return ((await this.storage.get(KEYS)) as KeptKeys | undefined) ?? NO_KEYS;
  }

  /** Seconds by which the device's clock may be off; undefined until a roster has said so. */
  async clockBound(): Promise<number | undefined> {
    return (await this.keys()).clockSkewSeconds;
  }

  /** The roster of a session that is on the device, verified again; undefined where there is none. */
  async roster(
    sessionNo: string,
  ): Promise<{ readonly roster: Roster } | { readonly refused: RosterRefusal } | undefined> {
    const kept = (await this.storage.get(ROSTER + sessionNo)) as KeptRoster | undefined;
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
    const { sessionNo, cardKeys: cards, clockSkewSeconds } = roster;
    const kept: KeptRoster = { sessionNo, token };
    const keys: KeptKeys = { rosters, cards, clockSkewSeconds };
    await this.storage.apply({ put: { [ROSTER + sessionNo]: kept, [KEYS]: keys } });
  }

  /** In the order in which they were made. */
  async scans(sessionNo?: string): Promise<Scan[]> {
    const all = (await this.storage.all(SCAN)) as readonly Scan[];
    return all
      .filter((s) => sessionNo === undefined || s.sessionNo === sessionNo)
      .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
  }

  async scan(id: string): Promise<Scan | undefined> {
    return (await this.storage.get(SCAN + id)) as Scan | undefined;
  }

  /** All of them or none, on disk when this returns. */
  async put(scans: readonly Scan[]): Promise<void> {
    if (scans.length > 0) await this.storage.apply({ put: Object.fromEntries(scans.map((s) => [SCAN + s.id, s])) });
  }

  /** Forgets rosters whose time is over, and with them what was handed in and kept of their sessions. What was refused stays until somebody has seen it. */
  async forget(): Promise<void> {
    const rosters = (await this.storage.all(ROSTER)) as readonly KeptRoster[];
    const over: string[] = [];
    for (const { sessionNo, token } of rosters) {
      const found = await this.read(token, sessionNo);
      if ('refused' in found && found.refused === 'roster-expired') over.push(sessionNo);
    }
    if (over.length === 0) return;
    const kept = (await this.scans()).filter((s) => s.state === 'kept' && over.includes(s.sessionNo));
    const change: Change = { remove: [...over.map((no) => ROSTER + no), ...kept.map((s) => SCAN + s.id)] };
    await this.storage.apply(change);
  }

  dismiss(id: string): Promise<void> {
    return this.storage.apply({ remove: [SCAN + id] });
  }
}
