import { verifyCard } from '#card';
import type { Roster } from '#contracts';
import { isKeyKnown, type PublicKeys } from '#jws';
import type { MeasuredClock } from './clock.js';
import { type Keys, Device } from './device.js';
import { find } from './find.js';
import { type Ask, type HandedIn, HandingIn, KEYS_PATH } from './handing-in.js';
import { type Known, standingOf } from './judging.js';
import type { DeviceClock, Network, Storage } from './ports.js';
import type { RosterRefusal } from './roster.js';
import type { Accepted, Scan, Who } from './scan.js';

/** What the client needs of the device that it runs on. */
export interface Ports {
  readonly storage: Storage;
  readonly network: Network;
  readonly clock: DeviceClock;
  /** A new UUID. */
  readonly newId: () => string;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Who is recorded: by the text of his card's QR, by his number (called up), by name, or somebody who came by name before (the id of that scan). */
export type Subject =
  | { readonly card: string }
  | { readonly volunteerNo: string }
  | { readonly name: string; readonly phone?: string }
  | { readonly walkIn: string };

/** Why a scan is none: a forged card; a way that the session does not take; nothing was recorded by name under that id. */
export type ScanRefusal = 'card-invalid' | 'way-not-enough' | 'walk-in-unknown';
export type AnnulRefusal = 'scan-unknown' | 'annul-too-late' | 'annulled-already';
/** The roster that could be had, or why not. */
export type Took =
  { readonly roster: Roster } | { readonly refused: RosterRefusal | Exclude<HandedIn, 'done'> | 'session-unknown' };

/** What the person with the device should see. */
export interface Overview {
  readonly waiting: number;
  readonly refused: readonly Scan[];
  readonly clock: MeasuredClock | undefined;
  /** The device's clock is off by more than the county's bound: what is scanned is flagged, not dropped. */
  readonly isClockOff: boolean;
}

/** The same somebody scanned again within so long is the camera that saw his card twice, or a hand that pressed again because nothing was shown. */
const SAME_SCAN_MS = 10_000;
const MINUTE_MS = 60_000;

const WAY_OF = { card: 'card', volunteerNo: 'roll-call', name: 'walk-in' } as const;

/** Checks people in and out with or without a network, and hands in what it has recorded. Whatever it says is recorded is on the device's disk. */
export class Scanner {
  private readonly device: Device;
  private readonly handingIn: HandingIn;
  /** What reads and then writes does so one after the other. */
  private last: Promise<unknown> = Promise.resolve();
  private running: ReturnType<HandingIn['run']> | undefined;

  constructor(private readonly ports: Ports) {
    const { storage, network, clock, newId, random } = ports;
    this.device = new Device(storage, clock, newId);
    this.handingIn = new HandingIn(this.device, network, clock, random);
  }

  /** Gets the roster of a session as it is now, for when there is no network, and with it the keys by which cards are verified. */
  async takeRoster(sessionNo: string): Promise<Took> {
    return this.handingIn.reaching(async (ask) => {
      const { status, body } = await ask({
        method: 'GET',
        path: `/api/v1/sessions/${encodeURIComponent(sessionNo)}/roster`,
      });
      if (status === 404) return { refused: 'session-unknown' };
      if (status >= 500) return { refused: 'waiting' };
      const token = (body as { roster?: unknown } | null | undefined)?.roster;
      if (typeof token !== 'string') return { refused: 'offline' };
      const { rosters } = await this.device.keys();
      // A new key is asked for by whoever sees it first.
      const keys = isKeyKnown(token, rosters) ? rosters : await this.rosterKeys(ask);
      const found = await this.device.read(token, sessionNo, keys);
      if ('roster' in found) await this.device.keep(token, found.roster, keys);
      return found;
    });
  }

  /** The roster of a session that is on the device, if it still holds. */
  roster(sessionNo: string): Promise<{ readonly roster: Roster } | { readonly refused: RosterRefusal } | undefined> {
    return this.device.roster(sessionNo);
  }

  /** People of a session's roster, by three characters or more of number or name; twenty at most. */
  async find(sessionNo: string, text: string): Promise<Roster['people']> {
    const { roster } = await this.known(sessionNo);
    return roster === undefined ? [] : find(roster, text);
  }

  /** Records that somebody came or left, now. Where no roster holds it is recorded all the same: somebody was there. */
  scan(
    sessionNo: string,
    subject: Subject,
    kind: 'check-in' | 'check-out' = 'check-in',
  ): Promise<Accepted | { readonly refused: ScanRefusal }> {
    return this.alone(async () => {
      const known = await this.known(sessionNo);
      const who = await this.who(subject, known);
      if ('refused' in who) return who;
      const scan = await this.made({
        sessionNo,
        who,
        kind,
        method: 'card' in subject ? 'qr' : 'roll-call',
        annuls: '',
      });
      const again = sameAgain(scan, known);
      if (again !== undefined) return accepted(again, known, { isRepeat: true });
      const before = standingOf(scan, known);
      await this.device.put([scan]);
      const since = kind === 'check-in' ? before.hereSince : undefined;
      return accepted(
        scan,
        { ...known, scans: [...known.scans, scan] },
        since === undefined ? {} : { hereSince: since },
      );
    });
  }

  /** Takes back what was scanned on this device, within the county's minutes; the record stays, and the annulment beside it. */
  annul(id: string): Promise<{ readonly id: string } | { readonly refused: AnnulRefusal }> {
    return this.alone(async () => {
      const target = await this.device.scan(id);
      if (target === undefined || target.kind === 'annul' || target.state === 'refused')
        return { refused: 'scan-unknown' };
      const scans = await this.device.scans(target.sessionNo);
      const { annulMinutes } = await this.device.limits();
      if (scans.some((s) => s.annuls === id && s.state !== 'refused')) return { refused: 'annulled-already' };
      const { sessionNo, method, who: whose } = target;
      const who: Who =
        whose.by === 'name'
          ? { by: 'walk-in', id }
          : whose.by === 'card' && whose.volunteerNo !== ''
            ? { by: 'number', volunteerNo: whose.volunteerNo }
            : whose;
      const made = await this.made({ sessionNo, who, kind: 'annul', method, annuls: id });
      // The device's name, by which the server knows it again, may be another by now.
      const annulment = { ...made, deviceId: target.deviceId };
      const isLate = Math.abs(annulment.occurredAt - target.occurredAt) > annulMinutes * MINUTE_MS;
      if (isLate) return { refused: 'annul-too-late' };
      await this.device.put([annulment]);
      return { id: annulment.id };
    });
  }

  /** Hands in what waits. One at a time: asked again meanwhile it is the same. */
  sync(): ReturnType<HandingIn['run']> {
    this.running ??= this.device
      .forget()
      .then(() => this.handingIn.run())
      .finally(() => (this.running = undefined));
    return this.running;
  }

  async overview(): Promise<Overview> {
    const [scans, clock] = await Promise.all([this.device.scans(), this.device.measured()]);
    const { clockSkewSeconds } = await this.device.limits();
    return {
      waiting: scans.filter((s) => s.state === 'waiting').length,
      refused: scans.filter((s) => s.state === 'refused'),
      clock,
      isClockOff: clock !== undefined && Math.abs(clock.offset) > clockSkewSeconds * 1000,
    };
  }

  /** What was recorded on this device at a session, and what became of it. */
  scans(sessionNo: string): Promise<Scan[]> {
    return this.device.scans(sessionNo);
  }

  /** Somebody has seen that it was refused; of others nothing is forgotten. */
  dismiss(id: string): Promise<void> {
    return this.device.dismiss(id);
  }

  private async known(sessionNo: string): Promise<Known> {
    const [found, scans] = await Promise.all([this.device.roster(sessionNo), this.device.scans(sessionNo)]);
    return { roster: found !== undefined && 'roster' in found ? found.roster : undefined, scans };
  }

  private async who(subject: Subject, { roster, scans }: Known): Promise<Who | { readonly refused: ScanRefusal }> {
    if ('walkIn' in subject) {
      const { walkIn: id } = subject;
      return scans.some((s) => s.id === id && s.who.by === 'name')
        ? { by: 'walk-in', id }
        : { refused: 'walk-in-unknown' };
    }
    const way = 'card' in subject ? WAY_OF.card : 'name' in subject ? WAY_OF.name : WAY_OF.volunteerNo;
    if (roster?.checkIn.ways.includes(way) === false) return { refused: 'way-not-enough' };
    if ('volunteerNo' in subject) return { by: 'number', volunteerNo: subject.volunteerNo.trim() };
    if ('name' in subject) return { by: 'name', name: subject.name.trim(), phone: subject.phone?.trim() ?? '' };
    const { cards } = await this.device.keys();
    const card = subject.card.trim();
    const read = verifyCard(card, cards);
    if (read !== undefined) return { by: 'card', volunteerNo: read.volunteerNo, card };
    return isKeyKnown(card, cards) ? { refused: 'card-invalid' } : { by: 'card', volunteerNo: '', card };
  }

  private async made(said: Pick<Scan, 'sessionNo' | 'who' | 'kind' | 'method' | 'annuls'>): Promise<Scan> {
    const [deviceId, measured, scans] = await Promise.all([
      this.device.id(),
      this.device.measured(),
      this.device.scans(),
    ]);
    return {
      ...said,
      id: this.ports.newId(),
      order: (scans.at(-1)?.order ?? 0) + 1,
      occurredAt: Math.floor(this.ports.clock.now() / 1000) * 1000,
      ...(measured === undefined ? {} : { clockOffset: measured.offset, after: measured.at }),
      deviceId,
      ...{ state: 'waiting', tries: 0, notBefore: 0 },
    };
  }

  private async rosterKeys(ask: Ask): Promise<PublicKeys> {
    const { body } = await ask({ method: 'GET', path: KEYS_PATH });
    const keys = (body as Partial<Keys['rosters']> | null | undefined)?.keys;
    return { keys: Array.isArray(keys) ? (keys as PublicKeys['keys']) : [] };
  }

  private alone<T>(what: () => Promise<T>): Promise<T> {
    const next = this.last.then(what, what);
    this.last = next.catch(() => undefined);
    return next;
  }
}

/** What the same scan a moment ago has made, if it is still what was scanned of him last. */
function sameAgain(scan: Scan, known: Known): Scan | undefined {
  const { who } = scan;
  const last =
    who.by === 'name'
      ? known.scans.filter((s) => s.who.by === 'name' && s.who.name === who.name && s.who.phone === who.phone).at(-1)
      : standingOf(scan, known).last;
  const isSame = last?.kind === scan.kind && Math.abs(scan.occurredAt - last.occurredAt) < SAME_SCAN_MS;
  return isSame ? last : undefined;
}

function accepted(scan: Scan, known: Known, more: Partial<Pick<Accepted, 'hereSince' | 'isRepeat'>>): Accepted {
  const { person, outcomes } = standingOf(scan, known);
  const { id, who } = scan;
  return {
    ...{
      id,
      outcome: outcomes.get(id) ?? 'unknown_session',
      name: person?.name ?? '',
      isOnRoster: person !== undefined,
    },
    ...{ isSignedUp: person?.isSignedUp ?? false, isUnverified: who.by === 'card' && who.volunteerNo === '' },
    ...{ isRepeat: false, ...more },
  };
}
