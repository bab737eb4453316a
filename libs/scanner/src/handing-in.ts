import { backoff, dueIn } from './backoff.js';
import { measure, type MeasuredClock, timeByClockOf } from './clock.js';
import type { Device } from './device.js';
import type { Answer, DeviceClock, Network, Request } from './ports.js';
import { type Final, type Scan, settled } from './scan.js';

/** Records of one request; the server takes 1,000, but what is cut off on a poor network is sent again as a whole. */
const A_BATCH = 200;
/** Where the server has its keys. */
export const KEYS_PATH = '/api/v1/roster-keys';

/**
 * How handing in ended: `done` nothing waits; `waiting` the server could not take some yet; `offline` no answer came, or none of ours (as from a hotspot's page); `needs-sign-in` and
 * `not-allowed` somebody has to sign in (again) who may record attendance, at the sessions of all that waits. What is not answered for good stays in every case.
 */
export type HandedIn = 'done' | 'waiting' | 'offline' | 'needs-sign-in' | 'not-allowed';

/** Why handing in cannot go on for now. */
class Stopped extends Error {
  constructor(
    readonly state: Exclude<HandedIn, 'done'>,
    readonly retryAfter = 0,
  ) {
    super(state);
  }
}

export type Ask = (request: Request) => Promise<Answer>;

/** @throws the error where it is another */
function asStopped(error: unknown): Stopped {
  if (error instanceof Stopped) return error;
  throw error;
}

/** Hands in what waits, in order, and remembers of each what the server said for good. Cut off anywhere it can be begun again. */
export class HandingIn {
  /** Requests in vain, one after the other. */
  private inVain = 0;

  constructor(
    private readonly device: Device,
    private readonly network: Network,
    private readonly clock: DeviceClock,
    private readonly random: () => number,
  ) {}

  /** `retryInMs` is when it makes sense to try again, where something waits for that. */
  async run(): Promise<{ readonly state: HandedIn; readonly retryInMs?: number }> {
    try {
      if ((await this.due()).length > 0) await this.handIn();
      this.inVain = 0;
      const waiting = (await this.device.scans()).filter((s) => s.state === 'waiting');
      if (waiting.length === 0) return { state: 'done' };
      const now = this.clock.now();
      return { state: 'waiting', retryInMs: Math.min(...waiting.map((s) => dueIn(s.notBefore, now))) };
    } catch (error) {
      const { state, retryAfter } = asStopped(error);
      if (state === 'needs-sign-in' || state === 'not-allowed') return { state };
      return { state, retryInMs: Math.max(retryAfter * 1000, backoff(++this.inVain, this.random())) };
    }
  }

  private async handIn(): Promise<void> {
    const measured = await this.reach();
    const stopped = await this.walkIns(measured).then(() => undefined, asStopped);
    // Whoever makes numbers for walk-ins may be away: the others do not wait for that.
    if (stopped !== undefined && stopped.state !== 'waiting') throw stopped;
    await this.batches(measured);
    if (stopped !== undefined) throw stopped;
  }

  /** Does something for which the server has to be reached; where it is not, tells why. */
  async reaching<T>(what: (ask: Ask) => Promise<T>): Promise<T | { readonly refused: Exclude<HandedIn, 'done'> }> {
    try {
      return await what((request) => this.ask(request));
    } catch (error) {
      return { refused: asStopped(error).state };
    }
  }

  /** Asks the server something, and by the way how far off the device's clock is. @throws Stopped where it gave no answer to go on with */
  private async ask(request: Request): Promise<Answer> {
    const from = this.clock.now();
    const answer = await this.network.send(request).catch(() => {
      throw new Stopped('offline');
    });
    // A hotspot's page tells the hotspot's time.
    if (answer.date !== undefined && answer.body !== undefined) {
      const before = await this.device.measured();
      await this.device.setMeasured(measure(before, answer.date, from, this.clock.now()));
    }
    const { status, retryAfter } = answer;
    if (status === 401) throw new Stopped('needs-sign-in');
    if (status === 403 && codeOf(answer.body) === 'AUTH.FORBIDDEN') throw new Stopped('not-allowed');
    if (status === 429 || status > 500 || codeOf(answer.body) === 'ROUTE.UNKNOWN')
      throw new Stopped('waiting', retryAfter);
    return answer;
  }

  /** Measures the clock anew, before anything is handed in: it may have been set since. */
  private async reach(): Promise<MeasuredClock> {
    const { body } = await this.ask({ method: 'GET', path: KEYS_PATH });
    const measured = await this.device.measured();
    if (!Array.isArray((body as { keys?: unknown } | null | undefined)?.keys)) throw new Stopped('offline');
    // A server that tells no time is believed to have the device's.
    return measured ?? { offset: 0, uncertainty: 0, at: this.clock.now() };
  }

  private async due(): Promise<Scan[]> {
    const now = this.clock.now();
    return (await this.device.scans()).filter((s) => s.state === 'waiting' && dueIn(s.notBefore, now) === 0);
  }

  /** Before the others, because the number of a walk-in is known only then. */
  private async walkIns(measured: MeasuredClock): Promise<void> {
    for (const scan of await this.due()) {
      const { who, id, kind, occurredAt, deviceId, sessionNo } = scan;
      if (who.by !== 'name') continue;
      const said = { id, kind, name: who.name, phone: who.phone, occurredAt: iso(occurredAt), deviceId };
      const path = `/api/v1/sessions/${encodeURIComponent(sessionNo)}/walk-ins`;
      const { status, body } = await this.ask({
        method: 'POST',
        path,
        body: { ...said, deviceTime: iso(timeByClockOf(scan, measured, this.clock.now())) },
      });
      const isKept = (status === 200 || status === 201) && typeof textOf(body, 'volunteerNo') === 'string';
      if (!isKept && codeOf(body) === undefined) throw new Stopped('offline');
      // By the same distinction as the answers of a batch, which say it themselves.
      const retryable = status >= 500 || codeOf(body) === 'SESSION.UNKNOWN';
      await this.device.put([this.answered(scan, { status, ...(body as object), ...(isKept ? {} : { retryable }) })]);
    }
  }

  private async batches(measured: MeasuredClock): Promise<void> {
    let most = A_BATCH;
    const tried = new Set<string>();
    let isElsewhere = false;
    for (;;) {
      const due = (await this.due()).filter((s) => s.who.by !== 'name' && !tried.has(s.id));
      const numbers = await this.walkInNumbers(due);
      const some = due.filter((s) => s.who.by !== 'walk-in' || numbers.has(s.who.id)).slice(0, most);
      if (some.length === 0) break;
      const now = this.clock.now();
      const records = some.map((s) => {
        const told = timeByClockOf(s, measured, now);
        return { ...sent(s, numbers), ...(told === now ? {} : { deviceTime: iso(told) }) };
      });
      const body = { records, deviceTime: iso(now) };
      const answer = await this.ask({ method: 'POST', path: '/api/v1/attendance-records:batch', body });
      // Whatever it is about one of them, the others are not to wait for it.
      if ([413, 500].includes(answer.status)) {
        if (some.length === 1) {
          await this.device.put(some.map((scan) => this.answered(scan, { status: answer.status, retryable: true })));
          throw new Stopped('waiting');
        }
        most = Math.ceil(some.length / 2);
        continue;
      }
      const results = resultsOf(answer, some);
      if (results === undefined) throw new Stopped('offline');
      const answered = some.flatMap((scan, i) => {
        const result = results[i] as Result;
        return isOfAnother(result) ? [] : [this.answered(scan, result)];
      });
      if (answered.length > 0) await this.device.put(answered);
      isElsewhere ||= answered.length < some.length;
      for (const { id } of some) tried.add(id);
    }
    if (isElsewhere) throw new Stopped('not-allowed');
  }

  /** The provisional numbers of those whom some scans are about; of a walk-in that was refused there is none, and what was scanned of him is refused with him. */
  private async walkInNumbers(scans: readonly Scan[]): Promise<ReadonlyMap<string, string>> {
    const numbers = new Map<string, string>();
    for (const scan of scans) {
      if (scan.who.by !== 'walk-in') continue;
      const first = await this.device.scan(scan.who.id);
      if (first?.state === 'kept') numbers.set(first.id, first.final?.volunteerNo ?? '');
      else if (first?.state !== 'waiting')
        await this.device.put([
          settled(scan, { status: first?.final?.status ?? 404, code: first?.final?.code ?? 'WALK_IN.GONE' }),
        ]);
    }
    return numbers;
  }

  private answered(scan: Scan, { status, code, retryable, ...said }: Result): Scan {
    if (retryable === true) {
      const tries = scan.tries + 1;
      return { ...scan, tries, notBefore: this.clock.now() + backoff(tries, this.random()) };
    }
    const final: Final = {
      status,
      ...(code === undefined ? {} : { code }),
      ...Object.fromEntries(
        (['outcome', 'reason', 'detail', 'volunteerNo'] as const).flatMap((name) => {
          const text = textOf(said, name);
          return text === undefined ? [] : [[name, text]];
        }),
      ),
    };
    return settled(scan, final);
  }
}

/** What the server says of one record. */
interface Result {
  readonly status: number;
  readonly code?: string;
  readonly retryable?: boolean;
}

/** That is said of who has signed in, not of the record: whoever recorded it, or an office above, may hand it in yet. */
const isOfAnother = ({ code }: Result): boolean => code === 'AUTH.OUT_OF_SCOPE';

/** A result for each of some scans; undefined for what is no answer of ours. */
function resultsOf({ status, body }: Answer, scans: readonly Scan[]): readonly Result[] | undefined {
  const results = (body as { results?: unknown } | null | undefined)?.results;
  if (status !== 200 || !Array.isArray(results) || results.length !== scans.length) return undefined;
  const areOurs = results.every((r: unknown, i) => {
    if (typeof r !== 'object' || r === null) return false;
    const { status: of, id, retryable } = r as Record<string, unknown>;
    if (of === 200 || of === 201) return id === scans[i]?.id;
    return typeof of === 'number' && codeOf(r) !== undefined && typeof retryable === 'boolean';
  });
  return areOurs ? (results as Result[]) : undefined;
}

function sent(scan: Scan, numbers: ReadonlyMap<string, string>): object {
  const { id, sessionNo, kind, occurredAt, method, deviceId, annuls, who } = scan;
  const record = { id, sessionNo, kind, occurredAt: iso(occurredAt), method, deviceId, annuls };
  if (who.by === 'card' && who.card !== undefined) return { ...record, code: who.card };
  return {
    ...record,
    volunteerNo: who.by === 'walk-in' ? numbers.get(who.id) : 'volunteerNo' in who ? who.volunteerNo : '',
  };
}

const iso = (at: number): string => new Date(at).toISOString();
const codeOf = (body: unknown): string | undefined => textOf(body, 'code');

function textOf(body: unknown, name: string): string | undefined {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
